// Who appears in the tests.

const password = 'Difference Engine No 2';

export const ada = {
  username: 'ada',
  email: 'ada@engines.example',
  firstName: 'Ada',
  lastName: 'Lovelace',
  password,
};

export const grace = {
  username: 'grace',
  email: 'grace@engines.example',
  firstName: 'Grace',
  lastName: 'Hopper',
  password,
};

let colleagues = 0;

/** Somebody new each time, for tests that share an installation. */
export function colleague() {
  const number = `${process.pid}-${++colleagues}`;
  const [username, email] = [`colleague ${number}`, `colleague.${number}@engines.example`];
  return { username, email, firstName: 'Élodie', lastName: "O'Brien", password };
}
