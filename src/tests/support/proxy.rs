//! A way to a server that can be slow, cut, and mended.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// How the way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    /// Every connection is cut, and no other begins.
    Cut,
    /// What is sent arrives nowhere, and nobody is told.
    Silent,
}

pub(in crate::tests) struct Proxy {
    pub(in crate::tests) port: u16,
    way: watch::Sender<Way>,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// Passes everything on to a server, later by `delay` each time.
    pub(in crate::tests) async fn to(server: &str, delay: Duration) -> Self {
        Self::at(0, server, delay).await
    }

    /// The same at this port.
    pub(in crate::tests) async fn at(port: u16, server: &str, delay: Duration) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server: Arc<SocketAddr> = Arc::new(server.parse().unwrap());
        let (way, seen) = watch::channel(Way::Open);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *seen.borrow() == Way::Cut {
                    continue;
                }
                let (server, seen) = (Arc::clone(&server), seen.clone());
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(*server).await else { return };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    let mut cut = seen.clone();
                    tokio::select! {
                        () = pass_on(from_client, to_server, delay, seen.clone()) => {}
                        () = pass_on(from_server, to_client, delay, seen) => {}
                        _ = cut.wait_for(|way| *way == Way::Cut) => {}
                    }
                });
            }
        });
        Self { port, way, serving }
    }

    pub(in crate::tests) fn cut(&self) {
        self.way.send_replace(Way::Cut);
    }

    pub(in crate::tests) fn fall_silent(&self) {
        self.way.send_replace(Way::Silent);
    }

    pub(in crate::tests) fn mend(&self) {
        self.way.send_replace(Way::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass_on(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    delay: Duration,
    seen: watch::Receiver<Way>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if *seen.borrow() == Way::Silent {
            std::future::pending::<()>().await;
        }
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
