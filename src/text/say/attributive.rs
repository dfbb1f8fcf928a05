//! Whether an amount or a measure stands before its noun, in the singular: a $400 suit, the 45° line, 105mm howitzers.

use super::figure;
use super::token::{Cursor, one_of};

/// Behind these an amount can't be a noun by itself: a, but not “the”, as in “the $400 went”.
const ARTICLES: &str = "a an another every each";

/// Behind these it may be.
const DETERMINERS: &str = "the his her its my your our their this that these those";

/// What may stand between an article and the amount: a new $400 suit.
const ADJECTIVES: &str = "new crisp little big single second whole fine cheap good old nice standard typical full";

/// Words that no amount stands before as an adjective does: he is 6 ft tall, a $5 or so.
const NO_NOUNS: &str = "long wide high deep tall thick broad square away from of to or and in at by for on with below above over under \
    but is was are were be as than per a an each the he she it they we you his her that which who when where \
    if will would could can may might must shall should has had have do does did not more less apiece ago \
    later earlier out off up down into so then too also because back down before after until till since only \
    plus about across around inside outside across there here now again";

/// What happens to an amount: the $400 went fast.
const VERBS: &str = "went came fell made gave took got lay stood ran bought paid began grew left kept brought seems seemed goes makes \
    comes buys gets yields costs earns equals gives brings pays takes means covers lasts remains represents provides";

/// What is always of a length or a weight: the 100 m sprint.
const CONTESTS: &str = "sprint dash relay hurdles freestyle butterfly backstroke breaststroke medley";

/// Whether a noun follows what lies between the two places, and is what is bought or measured.
pub(super) fn is_before_noun(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let next = after.next_word();
    let noun = next.starts_with(char::is_lowercase) && !one_of(next, NO_NOUNS) && !next.ends_with("ly");
    let done = ["ed", "ing"].iter().any(|ending| next.ends_with(ending)) || one_of(next, VERBS);
    let contested = one_of(next, CONTESTS);
    noun && (contested || has_article(before) || one_of(before.word_before(), DETERMINERS) && !done)
}

/// Whether several things follow that can only be bought or measured: 105mm howitzers, $40 shoes.
pub(super) fn is_before_plural(after: Cursor<'_>) -> bool {
    let next = after.next_word();
    figure::counts_something(next) && next.ends_with('s') && !one_of(next, NO_NOUNS) && !one_of(next, VERBS)
}

fn has_article(before: &Cursor<'_>) -> bool {
    let previous = before.word_before();
    let adjective = one_of(previous, ADJECTIVES) && before.behind(3) == " ";
    one_of(previous, ARTICLES) || adjective && one_of(before.behind(4), ARTICLES)
}
