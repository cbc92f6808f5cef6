//! Small pictures, drawn by hand on a 20-pixel grid with the colour of the text around them.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Icon {
    Home,
    Connections,
    Extractions,
    Jobs,
    Settings,
    Menu,
    Warning,
    Done,
    Waiting,
    Running,
    Skipped,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M3 9.5 10 3.5l7 6M5 8v8.5h10V8M8.25 16.5v-5h3.5v5",
            Self::Connections => {
                "M3.5 5.5c0-1.7 13-1.7 13 0s-13 1.7-13 0v9c0 1.7 13 1.7 13 0v-9M3.5 10c0 1.7 13 1.7 13 0"
            }
            Self::Extractions => "M3 6.5h12m-3-3 3 3-3 3M17 13.5H5m3-3-3 3 3 3",
            Self::Jobs => "M3.5 4.5h13v12h-13ZM3.5 8.5h13M7 2.5v4M13 2.5v4M7.5 12.5l2 2 3.5-3.5",
            Self::Settings => "M3 5.5h7m4 0h3M3 10h2m4 0h8M3 14.5h8m4 0h2M12 3.5v4M7 8v4M13 12.5v4",
            Self::Menu => "M3 5.5h14M3 10h14M3 14.5h14",
            Self::Done => "M4 10.5l4 4 8-9",
            Self::Waiting => "M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14M10 6v4.5l3 1.5",
            Self::Running => "M6.5 4v12l9.5-6Z",
            Self::Skipped => "M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14M5.5 14.5l9-9",
            Self::Warning => "M10 3 18 17H2ZM10 8v4M10 14.2v.3",
        }
    }
}

/// Decoration only: the words beside it say the same.
#[component]
pub(crate) fn Picture(icon: Icon) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 20 20"
            width="20"
            height="20"
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=icon.path() />
        </svg>
    }
}

/// Two arcs, each following the other. `public/favicon.svg` and the rings in `style/main.css` are
/// the same drawing.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 32 32"
            width="28"
            height="28"
            fill="none"
            stroke-width="3.5"
            stroke-linecap="round"
            aria-hidden="true"
        >
            <path class="wordmark-back" d="M4.4 20.1A11 11 0 0 1 21.5 7.6" />
            <path class="wordmark-front" d="M27.6 11.9A11 11 0 0 1 10.5 24.4" />
        </svg>
    }
}
