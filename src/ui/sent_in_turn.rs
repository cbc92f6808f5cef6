//! Views that a page which is sent in pieces sends one after the other, each when it is there. A `Suspense` for
//! each would keep an effect alive for every view that may come, whether it does or not.

use std::{collections::VecDeque, pin::Pin};

use futures_util::{Stream, StreamExt, stream};
use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::*,
    reactive::computed::ScopedFuture,
    tachys::{
        hydration::Cursor,
        ssr::{StreamBuilder, StreamChunk},
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
};

type Views = Pin<Box<dyn Stream<Item = AnyView> + Send>>;
type Chunks = Pin<Box<dyn Future<Output = VecDeque<StreamChunk>> + Send>>;

/// Only for pages of `SsrMode::InOrder`: a browser never makes one.
pub(crate) struct SentInTurn(Views);

impl SentInTurn {
    pub(crate) fn new(views: impl Stream<Item = AnyView> + Send + 'static) -> Self {
        Self(Box::pin(views))
    }

    pub(crate) fn once(view: impl Future<Output = AnyView> + Send + 'static) -> Self {
        Self::new(stream::once(view))
    }
}

/// The next view, and whatever comes after it.
fn next(mut views: Views, escape: bool, mark_branches: bool) -> Chunks {
    Box::pin(async move {
        let Some(view) = views.next().await else { return VecDeque::new() };
        let mut builder = StreamBuilder::new(None);
        let position = &mut Position::NextChild;
        view.to_html_async_with_buf::<false>(&mut builder, position, escape, mark_branches, vec![]);
        builder.push_async(ScopedFuture::new(next(views, escape, mark_branches)));
        builder.finish().take_chunks()
    })
}

impl RenderHtml for SentInTurn {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// A page that is sent at once has no time for them.
    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        to: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        _: Vec<AnyAttribute>,
    ) {
        // The views are made in the context of the page, as all others.
        to.push_async(ScopedFuture::new(next(self.0, escape, mark_branches)));
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) {}

    fn into_owned(self) -> Self {
        self
    }
}

impl Render for SentInTurn {
    type State = ();

    fn build(self) {}

    fn rebuild(self, (): &mut ()) {}
}

impl AddAnyAttr for SentInTurn {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _: A) -> Self {
        self
    }
}
