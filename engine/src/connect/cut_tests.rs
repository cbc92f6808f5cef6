//! Copies over a network that breaks at any byte: each is green and exact, or red and leaves the table as it was.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::tests::{database, request, through};
use crate::{
    copy::{Action, Copy, CopyRequest},
    driver::{Connector as _, Engine},
    load::Limits,
    place_url::CopyPlace,
};

/// Breaks every connection through it once so many bytes have passed in all.
struct BreakingNetwork {
    port: u16,
    passed: Arc<AtomicU64>,
}

impl BreakingNetwork {
    async fn before(place: &CopyPlace, breaks_after: u64) -> (Self, CopyPlace) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (passed, server) = (Arc::new(AtomicU64::new(0)), place.clone());
        let counted = Arc::clone(&passed);
        let target = through(&server, None);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let counted = Arc::clone(&counted);
                tokio::spawn(pass(client, target.1, counted, breaks_after));
            }
        });
        (Self { port, passed }, through(place, Some(port)).0)
    }
}

async fn pass(client: TcpStream, port: u16, passed: Arc<AtomicU64>, breaks_after: u64) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (client, server) = (client.into_split(), server.into_split());
    let one_way = |mut from: tokio::net::tcp::OwnedReadHalf,
                   mut to: tokio::net::tcp::OwnedWriteHalf| {
        let passed = Arc::clone(&passed);
        async move {
            let mut buffer = vec![0; 4096];
            while let Ok(length @ 1..) = from.read(&mut buffer).await {
                let before = passed.fetch_add(length as u64, Ordering::Relaxed);
                let left = usize::try_from(breaks_after.saturating_sub(before)).unwrap_or(length);
                if to.write_all(&buffer[..length.min(left)]).await.is_err() || left < length {
                    return;
                }
            }
        }
    };
    // The end of one way is the end of both, in the middle of a message.
    tokio::select! {
        () = one_way(client.0, server.1) => {}
        () = one_way(server.0, client.1) => {}
    }
}

const RUNS: u64 = 12;

async fn count(place: &CopyPlace) -> Option<String> {
    let mut there = place.destination().await.unwrap();
    let table = crate::table::TableName { schema: place.schema.clone(), name: "cut".to_owned() };
    there.describe(&table).await.unwrap()?;
    let quoted = there.engine().quoted_table(&table);
    let rows = there.query(format!("SELECT count(*), sum(id) FROM {quoted}")).await.unwrap();
    Some(rows[0].iter().flatten().cloned().collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn a_network_that_breaks_at_any_byte_leaves_all_or_nothing() {
    for (from, to) in [
        (Engine::PostgreSql, Engine::MySql),
        (Engine::MySql, Engine::PostgreSql),
        (Engine::PostgreSql, Engine::PostgreSql),
    ] {
        let (here, there) = (database(from).await, database(to).await);
        let mut source = here.destination().await.unwrap();
        let table = crate::table::TableName { schema: here.schema.clone(), name: "cut".to_owned() };
        let quoted = source.engine().quoted_table(&table);
        source
            .execute(format!(
                "CREATE TABLE {quoted} (id int NOT NULL PRIMARY KEY, words varchar(200))"
            ))
            .await
            .unwrap();
        let mut rows = 0;
        let mut whole = String::new();
        // How much passes when nothing breaks.
        let mut most = u64::MAX;
        for run in 0..=RUNS {
            for _ in 0..500 {
                rows += 1;
                let insert =
                    format!("INSERT INTO {quoted} VALUES ({rows}, 'row {rows} of the table')");
                if rows % 500 == 1 {
                    source.execute(from.begin().to_owned()).await.unwrap();
                }
                source.execute(insert).await.unwrap();
            }
            source.execute("COMMIT".to_owned()).await.unwrap();
            let new = format!("{rows} {}", rows * (rows + 1) / 2);
            // Spread over everything that passes, another byte each time.
            let at = if run == 0 { u64::MAX } else { most * run / RUNS - run * 7 };
            let (source_network, from_here) = BreakingNetwork::before(&here, at / 2).await;
            let (other_network, to_there) = BreakingNetwork::before(&there, at / 2).await;
            let seed = [u8::try_from(run).unwrap() + 1; 32];
            // It stays broken: nobody waits for it.
            let limits = Limits { pauses: vec![Duration::ZERO], ..Limits::default() };
            let request = CopyRequest { seed, limits, ..request(&from_here, &to_there) };
            let copy = Copy { from: Arc::new(from_here), to: Arc::new(to_there), request };
            let mut is_green = false;
            if let Ok(looked) = copy.look().await {
                let outcomes = looked.run(Action::Load, tokio::sync::watch::channel(false).1).await;
                is_green = matches!(&outcomes[0], Some(outcome) if outcome.result.is_ok());
            }
            let after = count(&there).await;
            if run == 0 {
                most = source_network.passed.load(Ordering::Relaxed)
                    + other_network.passed.load(Ordering::Relaxed);
                assert!(
                    is_green,
                    "{from:?} {to:?} ports {} {}",
                    source_network.port, other_network.port
                );
            }
            let is_new = after.as_deref() == Some(&*new);
            assert!(
                is_new || after.as_deref() == Some(&*whole),
                "{from:?} {to:?} {run}: {after:?}"
            );
            assert!(!is_green || is_new, "{from:?} {to:?} {run}: green, but {after:?}");
            whole = after.unwrap();
        }
    }
}
