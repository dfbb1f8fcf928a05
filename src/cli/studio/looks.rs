//! Keys and colours: the user's, or the shipped ones and a notice where theirs are broken.

use color_eyre::eyre::{self, eyre};

use crate::cli::folders::Folders;
use crate::config::{self, Keymap, Settings, Theme};
use crate::store::Preferences;
use crate::studio::{Depth, Keys, Themes};

/// The user's keys; when they are broken, the shipped ones, and a notice.
pub(super) fn keys(folders: &Folders, notices: &mut Vec<String>) -> eyre::Result<Keys> {
    let file = folders.config.join("keymap.yaml");
    if file.is_file() {
        match Keymap::with_file(&file).and_then(|keymap| Keys::new(&keymap)) {
            Ok(keys) => return Ok(keys),
            Err(error) => notices.push(format!("the usual keys are used: {error}")),
        }
    }
    Ok(Keys::new(&Keymap::shipped()?)?)
}

/// All themes that can be read, the user's among them; for a broken one that is wanted, the default and a notice.
pub(super) fn themes(settings: &Settings, folders: &Folders, notices: &mut Vec<String>) -> eyre::Result<Themes> {
    let own = [folders.config.join("themes")];
    let wanted = &Preferences::read(&folders.data).theme(&settings.studio.theme);
    let mut themes = Vec::new();
    for name in Theme::names(&own) {
        match Theme::load(&name, &own) {
            Ok(theme) => themes.push(theme),
            Err(error) if name == *wanted => notices.insert(0, format!("the default colours are used: {error}")),
            Err(error) => notices.push(format!("colours that cannot be chosen: {error}")),
        }
    }
    if !Theme::names(&own).contains(wanted) {
        let names = Theme::names(&own);
        let hint = config::nearest(wanted, names.iter().map(String::as_str)).map_or_else(
            || format!("there are {}", names.join(", ")),
            |name| format!("did you mean {name}?"),
        );
        notices.push(
            settings
                .error_at("studio.theme", format!("there is no theme '{wanted}'; {hint}"))
                .to_string(),
        );
    }
    if themes.is_empty() {
        return Err(eyre!("no theme can be read; the log says why"));
    }
    Ok(Themes::new(themes, wanted, Depth::of_environment()))
}
