//! What a key can do.

/// Makes the enum and its names and descriptions from one list.
macro_rules! actions {
    ($($variant:ident $name:literal $what:literal,)*) => {
        /// What a key can do. The names are those of `config/keymap.yaml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $what] $variant,)*
        }

        impl Action {
            /// Every action, in the order of the help.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in `config/keymap.yaml`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it does, in a few words.
            #[must_use]
            pub fn what(self) -> &'static str {
                match self { $(Self::$variant => $what,)* }
            }
        }
    };
}

actions! {
    PlayPause "play_pause" "play or pause",
    Speak "speak" "speak from the cursor on",
    Stop "stop" "stop speaking",
    NextSentence "next_sentence" "next sentence",
    PreviousSentence "previous_sentence" "previous sentence",
    NextChapter "next_chapter" "next chapter",
    PreviousChapter "previous_chapter" "previous chapter",
    Follow "follow" "back to what is heard",
    Faster "faster" "speak faster",
    Slower "slower" "speak slower",
    Higher "higher" "speak higher",
    Lower "lower" "speak lower",
    ListenFaster "listen_faster" "listen faster",
    ListenSlower "listen_slower" "listen slower",
    Voices "voices" "choose a voice",
    Speaker "speaker" "say who speaks a sentence",
    Cast "cast" "give whoever speaks a voice",
    EditWord "edit_word" "say a word otherwise",
    Retake "retake" "another reading of the sentence",
    Down "down" "down",
    Up "up" "up",
    PageDown "page_down" "a page down",
    PageUp "page_up" "a page up",
    Top "top" "to the start",
    Bottom "bottom" "to the end",
    SwitchPanel "switch_panel" "chapters or text",
    Fold "fold" "fold or unfold a chapter",
    Find "find" "find in the book",
    FindNext "find_next" "find again",
    FindPrevious "find_previous" "find backwards",
    Select "select" "begin or drop a selection",
    RenderChapter "render_chapter" "render the selection, or this chapter",
    RenderBook "render_book" "render the book",
    CancelRender "cancel_render" "stop rendering",
    Include "include" "take a chapter in, or leave it out",
    WriteBook "write_book" "write the audiobook",
    Format "format" "choose the kind of file",
    Folder "folder" "choose the folder for files",
    Themes "themes" "choose colours",
    Settings "settings" "all settings",
    Library "library" "open another book",
    Messages "messages" "what was said in the last line",
    Commands "commands" "all commands",
    Help "help" "this help",
    Close "close" "close, cancel",
    Redraw "redraw" "draw everything again",
    Suspend "suspend" "suspend lector",
    Quit "quit" "quit",
}

impl Action {
    /// The action of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}
