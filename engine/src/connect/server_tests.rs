//! Copies from and to servers that are killed, or have no room left: red, with nothing half-published, and the
//! next run is green.

use std::{
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    tests::{database, request},
    *,
};
use crate::{
    copy::{Action, Copy, TableOutcome},
    drivers::{Trouble, trouble},
    load::{Limits, LoadProblem, Progress, Side},
    place_url::CopyPlace,
    table::TableName,
};

/// Databases refuse to run as root, and run as nobody then.
const NOBODY: u32 = 65_534;
/// Runs before the first connection is accepted. One statement a line.
const MARIADB_INIT: &str = "CREATE USER IF NOT EXISTS 'datasync'@'%';
GRANT ALL ON *.* TO 'datasync'@'%';
CREATE DATABASE IF NOT EXISTS copy;
";
/// Rows of a kilobyte.
const ROWS: u64 = 60_000;

/// A small server of a test's own.
struct OwnServer {
    engine: Engine,
    home: tempfile::TempDir,
    port: u16,
    running: Option<Child>,
}

impl OwnServer {
    async fn new(engine: Engine, options: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut server = Self { engine, home, port, running: None };
        if is_root() {
            chown(server.home.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = server.data();
        let init = server.home.path().join("init.sql");
        let made = if engine == Engine::PostgreSql {
            format!(
                "{} -D {data} --username=datasync --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync",
                postgres_program("initdb")
            )
        } else {
            std::fs::write(&init, MARIADB_INIT).unwrap();
            format!(
                "mariadb-install-db --no-defaults --datadir={data} --skip-test-db \
                 --auth-root-authentication-method=normal --innodb-log-file-size=4M"
            )
        };
        let made = server.shell(&made).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        server.start(options).await;
        server
    }

    fn data(&self) -> String {
        self.home.path().join("data").display().to_string()
    }

    fn shell(&self, line: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).current_dir(self.home.path());
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Returns when it answers. `options` go before its own, or, for a limit of the shell, before all.
    async fn start(&mut self, options: &str) {
        let (home, data, port) = (self.home.path().display(), self.data(), self.port);
        let (before, options) = match options.strip_prefix("ulimit") {
            Some(limit) => (format!("ulimit{limit};"), ""),
            None => (String::new(), options),
        };
        let line = match self.engine {
            Engine::PostgreSql => format!(
                "{before} exec {} -D {data} -h 127.0.0.1 -p {port} -k '' -N 30 -F -c shared_buffers=16MB {options}",
                postgres_program("postgres")
            ),
            _ => format!(
                "{before} exec /usr/sbin/mariadbd --no-defaults --datadir={data} --init-file={home}/init.sql \
                 --bind-address=127.0.0.1 --port={port} --socket={home}/socket --pid-file={home}/pid --skip-ssl \
                 --skip-name-resolve --character-set-server=utf8mb4 --max-connections=30 \
                 --innodb-buffer-pool-size=32M --innodb-log-file-size=16M --innodb-flush-method=nosync {options}"
            ),
        };
        let began = Instant::now();
        loop {
            let mut options = std::fs::File::options();
            let log = options.create(true).append(true).open(self.home.path().join("log"));
            let log = log.unwrap();
            let child = self.shell(&line).stdout(Stdio::null()).stderr(log).spawn().unwrap();
            self.running = Some(child);
            // The memory of one that was killed is taken until its last process has seen that.
            while self.running.as_mut().unwrap().try_wait().unwrap().is_none() {
                if self.place().destination().await.is_ok() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let log = || std::fs::read_to_string(self.home.path().join("log")).unwrap();
            assert!(began.elapsed() < Duration::from_secs(30), "{}", log());
        }
    }

    /// `kill -9`
    fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().unwrap();
            running.wait().unwrap();
        }
    }

    fn place(&self) -> CopyPlace {
        let (scheme, database) = match self.engine {
            Engine::PostgreSql => ("postgresql", "postgres"),
            _ => ("mariadb", "copy"),
        };
        let port = self.port;
        CopyPlace::parse(&format!("{scheme}://datasync@127.0.0.1:{port}/{database}")).unwrap()
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|mine| mine.uid() == 0)
}

fn postgres_program(name: &str) -> String {
    let versions = std::fs::read_dir("/usr/lib/postgresql").unwrap();
    let newest = versions.map(|version| version.unwrap().path()).max().unwrap();
    newest.join("bin").join(name).display().to_string()
}

async fn wide() -> CopyPlace {
    let place = database(Engine::PostgreSql).await;
    let mut made = place.destination().await.unwrap();
    let create = format!(
        "CREATE TABLE wide AS SELECT i AS id, repeat('x', 1000) AS words FROM generate_series(1, {ROWS}) i"
    );
    for statement in [&*create, "ALTER TABLE wide ADD PRIMARY KEY (id)"] {
        made.execute(statement.to_owned()).await.unwrap();
    }
    place
}

/// Copies, and does something as soon as rows go over.
async fn copied(
    from: &CopyPlace,
    to: &CopyPlace,
    seed: u8,
    pauses: Vec<Duration>,
    meanwhile: impl AsyncFnOnce(),
) -> TableOutcome {
    let limits = Limits { pauses, ..Limits::default() };
    let request = crate::copy::CopyRequest { seed: [seed; 32], limits, ..request(from, to) };
    let copy = Copy { from: Arc::new(from.clone()), to: Arc::new(to.clone()), request };
    let looked = copy.look().await.unwrap_or_else(|problem| panic!("{problem:?}"));
    let progress: Arc<Progress> = Arc::clone(&looked.tables[0].progress);
    let run = tokio::spawn(looked.run(Action::Load, tokio::sync::watch::channel(false).1));
    while progress.seen().rows == 0 {
        tokio::task::yield_now().await;
    }
    meanwhile().await;
    run.await.unwrap().remove(0).unwrap()
}

async fn is_there(place: &CopyPlace) -> bool {
    let table = TableName { schema: place.schema.clone(), name: "wide".to_owned() };
    place.destination().await.unwrap().describe(&table).await.unwrap().is_some()
}

fn file(directory: &tempfile::TempDir) -> CopyPlace {
    let file: PathBuf = directory.path().join("copy.db");
    CopyPlace::parse(&format!("sqlite:{}", file.display())).unwrap()
}

#[tokio::test]
async fn a_server_that_is_killed_leaves_nothing_half_published() {
    let from = wide().await;
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let mut server = OwnServer::new(engine, "").await;
        let place = server.place();
        let red = copied(&from, &place, 1, vec![], async || server.kill()).await;
        assert!(red.result.is_err(), "{engine:?}");
        server.start("").await;
        assert!(!is_there(&place).await, "{engine:?}");

        // A server that comes back is written by the same run.
        let pauses = vec![Duration::from_secs(1); 5];
        let restarted = async || {
            server.kill();
            server.start("").await;
        };
        let green = copied(&from, &place, 2, pauses, restarted).await;
        let loaded = green.result.unwrap_or_else(|problem| panic!("{engine:?}: {problem:?}"));
        assert_eq!((loaded.destination_rows, green.is_of_another_moment), (ROWS, true));

        // And as the source.
        let directory = tempfile::tempdir().unwrap();
        let to = file(&directory);
        let red = copied(&place, &to, 3, vec![], async || server.kill()).await;
        assert!(red.result.is_err(), "{engine:?}");
        assert!(!is_there(&to).await, "{engine:?}");
        server.start("").await;
        let green = copied(&place, &to, 4, vec![], async || {}).await;
        let loaded = green.result.unwrap_or_else(|problem| panic!("{engine:?}: {problem:?}"));
        assert_eq!(loaded.destination_rows, ROWS);
    }
}

#[tokio::test]
async fn a_destination_without_room_leaves_nothing_half_published() {
    let from = wide().await;
    for (engine, limit) in [
        // No file of it may be larger than 24 MB, or 48 MB where the shell counts in kilobytes.
        (Engine::PostgreSql, "ulimit -f 49152"),
        (
            Engine::MySql,
            "--innodb-file-per-table=0 --innodb-data-file-path=ibdata1:12M:autoextend:max:48M",
        ),
    ] {
        let mut server = OwnServer::new(engine, limit).await;
        let place = server.place();
        let red = copied(&from, &place, 1, vec![], async || {}).await;
        let Err(LoadProblem::Server(Side::Destination, error)) = red.result else {
            panic!("{engine:?}: {:?}", red.result)
        };
        assert!(engine != Engine::MySql || trouble(&error) == Trouble::DiskFull, "{error:?}");
        assert!(!is_there(&place).await, "{engine:?}");
        server.kill();
        server
            .start(match engine {
                Engine::PostgreSql => "",
                _ => "--innodb-data-file-path=ibdata1:12M:autoextend",
            })
            .await;
        let green = copied(&from, &place, 2, vec![], async || {}).await;
        let loaded = green.result.unwrap_or_else(|problem| panic!("{engine:?}: {problem:?}"));
        assert_eq!(loaded.destination_rows, ROWS);
    }
}
