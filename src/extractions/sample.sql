-- The sample database of DataSync: a small trading company that sells tea, spices and tableware.
--
-- 13 tables: 200,000 stock movements, and 50,000 rows in the twelve others. Nothing is random and nothing depends
-- on the clock, so the content is the same each time. It has what copies get wrong: accents, many scripts, emoji,
-- empty texts beside NULLs, integers of 64 bits, exact decimals, microseconds, dates before 1970 and after 2038,
-- long texts, and bytes that are zero.

-- By which the file is known again.
PRAGMA application_id = 0x44415359;

BEGIN;

-- 1. What rows are made from. These tables are temporary, and dropped at the end.

-- The numbers 1 to 200,000. `a`, `b` and `c` are between 0 and 65,535, and look as if they were drawn.
CREATE TEMP TABLE numbers (
    i INTEGER PRIMARY KEY,
    a AS (i * 2654435761 / 65536 % 65536),
    b AS (i * 2246822519 / 65536 % 65536),
    c AS (i * 3266489917 / 65536 % 65536),
    uuid AS (printf('%08x-%04x-4%03x-8%03x-%012x', i * 2654435761 % 4294967296, a, b % 4096, c % 4096, i * 40503))
);

WITH RECURSIVE counter (i) AS (
    SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < 200000
)
INSERT INTO numbers (i) SELECT i FROM counter;

-- 36 given names.
CREATE TEMP TABLE given_names (n INTEGER PRIMARY KEY, name TEXT);
INSERT INTO given_names (name) VALUES
    ('Éloïse'), ('Łukasz'), ('François'), ('Zoë'), ('Jürgen'), ('Siân'), ('Noël'), ('Agnieszka'), ('Søren'),
    ('Íñigo'), ('Grace'), ('Αθηνά'), ('Олена'), ('さくら'), ('민준'), ('小明'), ('ليلى'), ('נועה'),
    ('प्रिया'), ('Thảo'), ('Gülşen'), ('Dvořák'), ('Þóra'), ('Ștefan'), ('Oliver'), ('Hélène'), ('Anaïs'),
    ('Maëlle'), ('Benoît'), ('João'), ('Ana Sofía'), ('Mary-Jane'), ('Žofie'), ('Åsa'), ('Jean-Loup'), ('Tom');

-- 35 family names.
CREATE TEMP TABLE family_names (n INTEGER PRIMARY KEY, name TEXT);
INSERT INTO family_names (name) VALUES
    ('Lefèvre'), ('Wiśniewski'), ('O''Brien'), ('Müller'), ('Nuñez'), ('d’Aubigné'), ('Sørensen'),
    ('Παπαδοπούλου'), ('Шевченко'), ('山田'), ('김'), ('王'), ('حداد'), ('כהן'), ('शर्मा'), ('Nguyễn'), ('Yılmaz'),
    ('Novák'), ('Jónsdóttir'), ('Țepeș'), ('Smith'), ('Bœuf'), ('Garçon'), ('Gonçalves'), ('Æbelø'), ('Großmann'),
    ('Håkansson'), ('van ’t Hoff'), ('Kovács'), ('Đorđević'), ('Taylor'), ('Kõiv'), ('Ķēniņš'), ('Šimkus'), ('Wood');

-- 10 streets.
CREATE TEMP TABLE streets (n INTEGER PRIMARY KEY, name TEXT);
INSERT INTO streets (name) VALUES
    ('rue de l’Église'), ('Königsallee'), ('ulica Świętojańska'), ('桜通り'), ('calle de la Peña'), ('High Street'),
    ('Øvre Slottsgate'), ('вулиця Хрещатик'), ('place du Marché-aux-Œufs'), ('İstiklal Caddesi');

-- 17 goods and the categories they belong to.
CREATE TEMP TABLE goods (n INTEGER PRIMARY KEY, category_id INTEGER, name TEXT);
INSERT INTO goods (category_id, name) VALUES
    (5, 'Sencha 煎茶'), (5, 'Gunpowder'), (6, 'Earl Grey'), (6, 'Assam असम'), (7, 'Café moulu'), (8, 'Yirgacheffe'),
    (9, 'Piment d’Espelette'), (10, 'Saffron زعفران'), (11, 'Smoked paprika'), (12, 'Fleur de sel'),
    (13, 'Teapot'), (14, 'Tasse à café'), (15, 'Matcha whisk 茶筅'), (16, 'Milk jug'), (17, 'Gift box 🎁'),
    (18, 'Crème brûlée dish'), (18, 'Crêpe pan');

-- 12 notes, some of them awkward on purpose.
CREATE TEMP TABLE notes (n INTEGER PRIMARY KEY, note TEXT);
INSERT INTO notes (note) VALUES
    ('Rappeler après 14 h, merci ! 🚚'),
    ('Prefers e-mail: “no phone calls, please”.'),
    ('配達は午後でお願いします。'),
    ('Zadzwonić przed dostawą.'),
    ('First line' || char(10) || 'second line' || char(9) || 'after a tab'),
    ('Ends with two spaces  '),
    ('A quote '' a backslash \ and 100 %'),
    ('Cafe' || char(769) || ', its accent written apart'),
    ('Family discount 👩‍👩‍👧‍👦'),
    ('שלום · مرحبا · नमस्ते'),
    ('007'),
    ('NULL');

-- 2. The company.

-- The countries of customers and suppliers, with what one euro is worth there.
CREATE TABLE countries (
    code CHAR(2) NOT NULL PRIMARY KEY,
    name VARCHAR(60) NOT NULL,
    capital VARCHAR(60) NOT NULL,
    currency CHAR(3) NOT NULL,
    euro_rate NUMERIC(18,6) NOT NULL,
    calling_code SMALLINT NOT NULL,
    in_eu BOOLEAN NOT NULL,
    population BIGINT NOT NULL
);

INSERT INTO countries VALUES
    ('FR', 'France', 'Paris', 'EUR', 1, 33, 1, 68373433),
    ('DE', 'Deutschland', 'Berlin', 'EUR', 1, 49, 1, 84482267),
    ('ES', 'España', 'Madrid', 'EUR', 1, 34, 1, 48085361),
    ('PT', 'Portugal', 'Lisboa', 'EUR', 1, 351, 1, 10467366),
    ('IE', 'Éire', 'Baile Átha Cliath', 'EUR', 1, 353, 1, 5281600),
    ('GR', 'Ελλάδα', 'Αθήνα', 'EUR', 1, 30, 1, 10413982),
    ('PL', 'Polska', 'Warszawa', 'PLN', 4.3125, 48, 1, 37636508),
    ('CZ', 'Česko', 'Praha', 'CZK', 25.185, 420, 1, 10900555),
    ('HU', 'Magyarország', 'Budapest', 'HUF', 411.35, 36, 1, 9584627),
    ('RO', 'România', 'București', 'RON', 4.9743, 40, 1, 19064409),
    ('DK', 'Danmark', 'København', 'DKK', 7.4578, 45, 1, 5961249),
    ('SE', 'Sverige', 'Stockholm', 'SEK', 11.459, 46, 1, 10551707),
    ('NO', 'Norge', 'Oslo', 'NOK', 11.795, 47, 0, 5550203),
    ('IS', 'Ísland', 'Reykjavík', 'ISK', 143.9, 354, 0, 383726),
    ('CH', 'Schweiz', 'Bern', 'CHF', 0.9412, 41, 0, 8962258),
    ('GB', 'United Kingdom', 'London', 'GBP', 0.82918, 44, 0, 68265200),
    ('UA', 'Україна', 'Київ', 'UAH', 43.6855, 380, 0, 37860221),
    ('TR', 'Türkiye', 'Ankara', 'TRY', 36.7372, 90, 0, 85372377),
    ('IL', 'ישראל', 'ירושלים', 'ILS', 3.7885, 972, 0, 9842000),
    ('AE', 'الإمارات', 'أبو ظبي', 'AED', 3.815322, 971, 0, 10483751),
    ('IN', 'भारत', 'नई दिल्ली', 'INR', 88.9335, 91, 0, 1438069596),
    ('JP', '日本', '東京', 'JPY', 163.06, 81, 0, 124516650),
    ('KR', '대한민국', '서울', 'KRW', 1532.15, 82, 0, 51712619),
    ('VN', 'Việt Nam', 'Hà Nội', 'VND', 26478.123456, 84, 0, 100352192);

-- Those who work here, each with a manager but the first.
CREATE TABLE employees (
    id INTEGER PRIMARY KEY,
    badge UUID NOT NULL,
    name VARCHAR(80) NOT NULL,
    manager_id INTEGER REFERENCES employees (id),
    born_on DATE NOT NULL,
    hired_on DATE NOT NULL,
    retires_on DATE NOT NULL,
    starts_at TIME,
    salary DECIMAL(10,2) NOT NULL,
    is_remote BOOLEAN
);

INSERT INTO employees
SELECT
    i AS id, uuid AS badge,
    given_names.name || ' ' || family_names.name AS name,
    CASE WHEN i > 1 THEN (i + 2) / 4 END AS manager_id,
    date('1958-03-09', (i * 341) || ' days') AS born_on,
    date('1984-09-03', (i * 297) || ' days') AS hired_on,
    date('2025-03-09', (i * 341) || ' days') AS retires_on,
    CASE WHEN i % 6 > 0 THEN printf('%02d:%02d:00', 7 + i % 3, i % 4 * 15) END AS starts_at,
    (900000 / (i + 1) + 215000 + a % 40000) / 100.0 AS salary,
    CASE WHEN i % 5 > 0 THEN i % 2 END AS is_remote
FROM numbers
JOIN given_names ON given_names.n = 1 + (i - 1) % 36
JOIN family_names ON family_names.n = 1 + (i - 1) % 35
WHERE i <= 48;

-- People and companies who buy, one in four a company. E-mail addresses and notes are empty, or not known at all.
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    public_id CHAR(36) NOT NULL UNIQUE,
    kind VARCHAR(10) NOT NULL,
    name VARCHAR(120) NOT NULL,
    country_code CHAR(2) NOT NULL REFERENCES countries (code),
    contact_id INTEGER REFERENCES employees (id),
    email VARCHAR(120),
    born_on DATE,
    joined_at DATETIME NOT NULL,
    balance DECIMAL(12,2) NOT NULL,
    wants_news BOOLEAN,
    preferences JSON,
    note TEXT
);

INSERT INTO customers
SELECT
    i AS id, uuid AS public_id,
    CASE WHEN i % 4 = 0 THEN 'company' ELSE 'person' END AS kind,
    CASE i % 12
        WHEN 0 THEN family_names.name || ' & Fils'
        WHEN 4 THEN family_names.name || ' GmbH'
        WHEN 8 THEN '株式会社' || family_names.name
        ELSE given_names.name || ' ' || family_names.name
    END AS name,
    code AS country_code,
    CASE WHEN i % 7 > 0 THEN 1 + b % 48 END AS contact_id,
    CASE WHEN i % 9 = 0 THEN '' WHEN i % 10 > 0 THEN printf('customer%04d@example.com', i) END AS email,
    CASE WHEN i % 4 > 0 THEN date('1931-01-07', (a % 27000) || ' days') END AS born_on,
    datetime('1999-12-31 23:59:59', (i * 299993) || ' seconds') AS joined_at,
    (a * 1517 - 41000000) / 100.0 AS balance,
    CASE WHEN i % 3 > 0 THEN b % 2 END AS wants_news,
    CASE WHEN i % 5 > 0 THEN json_object(
        'language', CASE WHEN a % 2 THEN 'français' ELSE 'English' END,
        'channels', CASE WHEN b % 2 THEN json_array('e-mail', 'SMS') ELSE json_array() END,
        'gift_wrap', json(CASE WHEN c % 2 THEN 'true' ELSE 'null' END),
        'points', i * 9007199254740993 / 2000
    ) END AS preferences,
    CASE WHEN i % 4 = 1 THEN '' WHEN i % 2 = 0 THEN note END AS note
FROM numbers
JOIN given_names ON given_names.n = 1 + a % 36
JOIN family_names ON family_names.n = 1 + b % 35
JOIN countries ON countries.rowid = 1 + c % 24
JOIN notes ON notes.n = 1 + i / 4 % 12
WHERE i <= 2000;

-- Where customers get invoices, and where half of them get parcels.
CREATE TABLE addresses (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    kind VARCHAR(10) NOT NULL,
    street VARCHAR(120) NOT NULL,
    street_2 VARCHAR(120),
    postcode VARCHAR(12) NOT NULL,
    city VARCHAR(60) NOT NULL,
    country_code CHAR(2) NOT NULL REFERENCES countries (code),
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    PRIMARY KEY (customer_id, kind)
) WITHOUT ROWID;

INSERT INTO addresses
SELECT
    customers.id AS customer_id, kinds.column1 AS kind,
    (1 + a % 180) || ' ' || streets.name AS street,
    CASE WHEN i % 3 = 0 THEN '' WHEN i % 3 = 1 THEN printf('Bât. %c, 2ᵉ étage', char(65 + b % 6)) END AS street_2,
    printf('%05d', b % 99000) AS postcode, capital AS city, code AS country_code,
    CASE WHEN i % 8 > 0 THEN (a - 32768) / 364.1 END AS latitude,
    CASE WHEN i % 8 > 0 THEN (b - 32768) / 182.05 END AS longitude
FROM customers
JOIN countries ON code = country_code
JOIN (VALUES ('billing', 0), ('delivery', 2000)) AS kinds ON kinds.column2 = 0 OR customers.id % 2 = 0
JOIN numbers ON i = customers.id + kinds.column2
JOIN streets ON streets.n = 1 + c % 10;

-- Those who sell to the company.
CREATE TABLE suppliers (
    id INTEGER PRIMARY KEY,
    name VARCHAR(120) NOT NULL,
    country_code CHAR(2) NOT NULL REFERENCES countries (code),
    founded_on DATE NOT NULL,
    opens_at TIME NOT NULL,
    closes_at TIME NOT NULL,
    lead_days SMALLINT NOT NULL,
    rating REAL,
    is_active BOOLEAN NOT NULL
);

INSERT INTO suppliers
SELECT
    i AS id,
    family_names.name || CASE i % 3 WHEN 0 THEN ' Frères' WHEN 1 THEN ' Trading Ltd.' ELSE ' 商会' END AS name,
    code AS country_code,
    date('1798-07-14', (i * 1373) || ' days') AS founded_on,
    printf('%02d:30:00', 6 + i % 4) AS opens_at, printf('%02d:59:59', 16 + i % 8) AS closes_at,
    2 + a % 60 AS lead_days,
    CASE WHEN i % 6 > 0 THEN b / 13107.0 END AS rating,
    i % 11 > 0 AS is_active
FROM numbers
JOIN family_names ON family_names.n = 1 + (i * 4) % 35
JOIN countries ON countries.rowid = 1 + (i * 5) % 24
WHERE i <= 60;

-- Kinds of goods, in a tree of two levels.
CREATE TABLE categories (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES categories (id),
    name VARCHAR(40) NOT NULL,
    name_fr VARCHAR(40) NOT NULL,
    position SMALLINT NOT NULL
);

INSERT INTO categories VALUES
    (1, NULL, 'Tea', 'Thé', 1), (2, NULL, 'Coffee', 'Café', 2),
    (3, NULL, 'Spices', 'Épices', 3), (4, NULL, 'Tableware', 'Vaisselle', 4),
    (5, 1, 'Green tea', 'Thé vert', 1), (6, 1, 'Black tea', 'Thé noir', 2),
    (7, 2, 'Ground coffee', 'Café moulu', 1), (8, 2, 'Coffee beans', 'Café en grains', 2),
    (9, 3, 'Chilli', 'Piment', 1), (10, 3, 'Saffron', 'Safran', 2),
    (11, 3, 'Paprika', 'Paprika', 3), (12, 3, 'Salt', 'Sel', 4),
    (13, 4, 'Teapots', 'Théières', 1), (14, 4, 'Cups', 'Tasses', 2),
    (15, 4, 'Tools', 'Ustensiles', 3), (16, 4, 'Jugs', 'Pichets', 4),
    (17, 4, 'Gifts', 'Cadeaux', 5), (18, 4, 'Dishes', 'Plats', -1);

-- What is sold: fifty variants of each of the goods.
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    sku CHAR(8) NOT NULL UNIQUE,
    barcode BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    category_id INTEGER NOT NULL REFERENCES categories (id),
    supplier_id INTEGER NOT NULL REFERENCES suppliers (id),
    weight DOUBLE PRECISION,
    cost NUMERIC(18,6) NOT NULL,
    discontinued_on DATE,
    attributes JSON,
    description TEXT
);

INSERT INTO products
SELECT
    i AS id, printf('P-%06d', i * 1151 % 1000000) AS sku, 3760000000000 + i * 104729 AS barcode,
    goods.name || ' n° ' || (1 + i / 17) AS name, category_id, 1 + b % 60 AS supplier_id,
    CASE WHEN i % 9 > 0 THEN (50 + a % 4000) / 1000.0 END AS weight,
    (900000 + a * 211 + c) / 1000000.0 AS cost,
    CASE WHEN i % 12 = 0 THEN date('2020-01-01', (b % 3000) || ' days') END AS discontinued_on,
    json_object('organic', json(CASE WHEN a % 3 THEN 'false' ELSE 'true' END), 'origin', code, 'grade', b % 5)
        AS attributes,
    CASE i % 3 WHEN 0 THEN 'From ' || capital || '. “' || goods.name || '”, lot ' || c || '.' WHEN 1 THEN '' END
        AS description
FROM numbers
JOIN goods ON goods.n = 1 + i % 17
JOIN countries ON countries.rowid = 1 + c % 24
WHERE i <= 850;

-- Prices of each product in euros: two lists, and two periods of which the second has no end.
CREATE TABLE prices (
    product_id INTEGER NOT NULL REFERENCES products (id),
    price_list VARCHAR(10) NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE NOT NULL,
    price DECIMAL(12,2) NOT NULL,
    PRIMARY KEY (product_id, price_list, valid_from)
) WITHOUT ROWID;

INSERT INTO prices
SELECT
    products.id AS product_id, lists.column1 AS price_list, periods.column1 AS valid_from,
    periods.column2 AS valid_until,
    CAST(cost * lists.column2 * periods.column3 AS INTEGER) / 100.0 AS price
FROM products
JOIN (VALUES ('retail', 23), ('trade', 17)) AS lists
JOIN (VALUES ('2020-01-01', '2022-12-31', 10), ('2023-01-01', '9999-12-31', 11)) AS periods;

-- Orders of five years. Their numbers go on from an older system, and need more than 32 bits.
CREATE TABLE orders (
    id BIGINT NOT NULL PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    ordered_at TIMESTAMP NOT NULL,
    deliver_on DATE,
    deliver_after TIME,
    status VARCHAR(12) NOT NULL,
    currency CHAR(3) NOT NULL,
    euro_rate NUMERIC(18,6) NOT NULL,
    shipping DECIMAL(8,2) NOT NULL,
    is_gift BOOLEAN NOT NULL,
    note TEXT
) WITHOUT ROWID;

INSERT INTO orders
SELECT
    5000000000 + i AS id, customers.id AS customer_id,
    datetime(1577836800 + i * 15778, 'unixepoch') || printf('.%06d', b * 15) AS ordered_at,
    CASE WHEN i % 4 > 0 THEN date(1577836800 + i * 15778 + a % 30 * 86400, 'unixepoch') END AS deliver_on,
    CASE WHEN i % 5 = 0 THEN printf('%02d:%02d:00', 8 + b % 10, c % 60) END AS deliver_after,
    CASE WHEN i > 9800 THEN 'new' WHEN i % 41 = 0 THEN 'cancelled' ELSE 'delivered' END AS status,
    currency, euro_rate, c % 2500 / 100.0 AS shipping, c % 13 = 0 AS is_gift,
    CASE WHEN i % 6 = 0 THEN notes.note WHEN i % 6 < 3 THEN '' END AS note
FROM numbers
JOIN customers ON customers.id = 1 + a % 2000
JOIN countries ON code = country_code
JOIN notes ON notes.n = 1 + i / 6 % 12
WHERE i <= 10000;

-- What was ordered, one to four lines an order. Less than nothing of a product was sent back.
CREATE TABLE order_lines (
    order_id BIGINT NOT NULL REFERENCES orders (id),
    line SMALLINT NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL,
    price DECIMAL(12,2) NOT NULL,
    discount SMALLINT NOT NULL,
    PRIMARY KEY (order_id, line)
) WITHOUT ROWID;

INSERT INTO order_lines
SELECT
    orders.id AS order_id, lines.i AS line, prices.product_id,
    CASE WHEN drawn.i % 97 = 0 THEN -1 ELSE 1 + drawn.b % (3 + lines.i) END AS quantity,
    prices.price,
    CASE WHEN drawn.c % 8 = 0 THEN 10 ELSE 0 END AS discount
FROM orders
JOIN customers ON customers.id = orders.customer_id
JOIN numbers AS drawn ON drawn.i = orders.id - 5000000000
JOIN numbers AS lines ON lines.i <= max(1, drawn.i % 5)
JOIN prices ON prices.product_id = 1 + (drawn.a + lines.i * 211) % 850
    AND prices.price_list = CASE customers.kind WHEN 'company' THEN 'trade' ELSE 'retail' END
    AND prices.valid_from = CASE WHEN ordered_at < '2023-01-01' THEN '2020-01-01' ELSE '2023-01-01' END;

-- Invoices of most orders, without shipping. The total of goods that were sent back is negative.
CREATE TABLE invoices (
    number VARCHAR(12) NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    total DECIMAL(12,2) NOT NULL,
    is_paid BOOLEAN NOT NULL,
    paid_at TIMESTAMP
) WITHOUT ROWID;

INSERT INTO invoices
SELECT
    printf('F%s-%05d', strftime('%Y', ordered_at), orders.id - 5000000000) AS number,
    orders.id AS order_id, date(ordered_at) AS issued_on, date(ordered_at, '30 days') AS due_on,
    sum(CAST(round(price * 100) AS INTEGER) * quantity * (100 - discount)) / 100 / 100.0 AS total,
    orders.id % 7 > 0 AS is_paid,
    CASE WHEN orders.id % 7 > 0 THEN datetime(ordered_at, (orders.id % 40) || ' days') END AS paid_at
FROM orders
JOIN order_lines ON order_lines.order_id = orders.id
WHERE orders.id % 20 < 17
GROUP BY orders.id;

-- Scanned papers: texts of up to 20 kB and files of 4 kB, from the company's first years on.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    uuid UUID NOT NULL,
    title VARCHAR(100) NOT NULL,
    customer_id INTEGER REFERENCES customers (id),
    signed_at DATETIME NOT NULL,
    keep_until DATE NOT NULL,
    checksum BIGINT NOT NULL,
    tags JSON,
    content TEXT,
    file BLOB
);

INSERT INTO documents
SELECT
    i AS id, uuid, printf('Dossier n° %03d — 契約書', i) AS title,
    CASE WHEN i % 3 > 0 THEN 1 + a % 2000 END AS customer_id,
    datetime('1911-11-11 11:11:11', (i * 34000000) || ' seconds') || printf('.%06d', i * i * 99) AS signed_at,
    date('2011-11-11', (i * 34000000) || ' seconds') AS keep_until,
    CASE i
        WHEN 1 THEN 9223372036854775807
        WHEN 2 THEN -9223372036854775808
        ELSE (i - 50) * 184467440737095516
    END AS checksum,
    CASE WHEN i % 4 > 0 THEN json_array('archivé', 'papier', i, json_object('page', -i, '📎', NULL)) END AS tags,
    CASE WHEN i % 7 = 0 THEN '' WHEN i % 7 > 1 THEN replace(
        hex(zeroblob(i)), '00',
        printf('§ %d. Les marchandises voyagent aux risques de l’acheteur, sauf clause contraire. ', i)
            || 'The goods remain the seller’s until they are paid in full. 代金は三十日以内に支払うものとする。'
            || char(10)
    ) END AS content,
    -- Begins as a PDF does, and goes on with ten bytes again and again, three of them zero.
    CASE WHEN i % 5 = 0 THEN X'' WHEN i % 5 > 1 THEN CAST(
        X'255044462D312E370A00FFFE' || replace(hex(zeroblob(410)), '00', char(0, i, 0, 200 + i, 13, 10, 255, 0))
        AS BLOB
    ) END AS file
FROM numbers
WHERE i <= 100;

-- What came into the warehouse and what left it, to the microsecond.
CREATE TABLE stock_movements (
    id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES products (id),
    order_id BIGINT REFERENCES orders (id),
    kind VARCHAR(10) NOT NULL,
    quantity INTEGER NOT NULL,
    unit_cost NUMERIC(18,6) NOT NULL,
    moved_at DATETIME NOT NULL,
    shelf CHAR(6) NOT NULL,
    temperature REAL,
    trace BIGINT NOT NULL,
    is_checked BOOLEAN,
    note TEXT
);

INSERT INTO stock_movements
SELECT
    i AS id, 1 + a % 850 AS product_id,
    CASE WHEN i % 10 < 7 THEN 5000000000 + max(1, i / 20) END AS order_id,
    CASE i % 10 WHEN 6 THEN 'return' WHEN 7 THEN 'delivery' WHEN 8 THEN 'delivery' WHEN 9 THEN 'loss' ELSE 'sale' END
        AS kind,
    CASE i % 10 WHEN 6 THEN 1 WHEN 7 THEN 20 + b % 80 WHEN 8 THEN 10 + c % 40 ELSE -1 - b % 6 END AS quantity,
    (900000 + a * 211 + c) / 1000000.0 AS unit_cost,
    datetime(1577836800 + i * 789, 'unixepoch') || printf('.%06d', b * 15) AS moved_at,
    printf('%c-%02d-%d', char(65 + b % 8), c % 40, a % 6) AS shelf,
    CASE WHEN i % 4 = 0 THEN (c % 450 - 250) / 10.0 END AS temperature,
    (i - 100000) * 92233720368547 AS trace,
    CASE WHEN i % 3 > 0 THEN b % 2 END AS is_checked,
    CASE WHEN i % 50 = 0 THEN note WHEN i % 50 < 10 THEN '' END AS note
FROM numbers
JOIN notes ON notes.n = 1 + i / 50 % 12
WHERE i <= 200000;

-- 3. Only the company remains.

DROP TABLE temp.notes;
DROP TABLE temp.goods;
DROP TABLE temp.streets;
DROP TABLE temp.family_names;
DROP TABLE temp.given_names;
DROP TABLE temp.numbers;

COMMIT;
