//! The schedule by example, and its laws.

use proptest::prelude::*;

use super::*;

fn id(sentence: u32) -> SentenceId {
    SentenceId { chapter: 1, sentence }
}

/// Ten lines of four seconds and one second of silence; fifteen seconds are kept ready.
fn ten_lines() -> Schedule {
    let mut schedule = Schedule::new(15.0);
    for sentence in 0..10 {
        schedule.insert(id(sentence), 4.0, 1.0);
    }
    schedule
}

fn order(schedule: &Schedule) -> Vec<(u32, Purpose)> {
    schedule.jobs().map(|job| (job.id.sentence, job.purpose)).collect()
}

fn first(schedule: &Schedule) -> Option<Job> {
    schedule.jobs().next()
}

use Purpose::{Listening, Rendering, Surveying};

#[test]
fn the_listener_comes_before_the_render() {
    let mut schedule = ten_lines();
    schedule.render([id(0), id(1)]);
    schedule.survey([id(9)]);
    schedule.listen(id(6));
    let expected = [
        (6, Listening),
        (7, Listening),
        (8, Listening),
        (0, Rendering),
        (1, Rendering),
        (9, Surveying),
    ];
    assert_eq!(order(&schedule), expected);
}

#[test]
fn what_is_handed_out_counts_until_it_is_heard() {
    let mut schedule = ten_lines();
    schedule.listen(id(0));
    assert_eq!(schedule.urgent(), Some(id(0)));
    for sentence in 0..3 {
        schedule.finish(id(sentence), 4.0);
        assert_eq!(schedule.audible(), Some(id(sentence)));
        schedule.handed_out(id(sentence));
    }
    assert!((schedule.ahead() - 15.0).abs() < 1e-6);
    assert_eq!(schedule.urgent(), None);
    assert_eq!(order(&schedule), [], "fifteen seconds are ready");
    schedule.finish(id(3), 4.0);
    assert_eq!(schedule.audible(), None, "no more than fifteen seconds at once");
    schedule.move_cursor(id(2));
    assert!((schedule.ahead() - 5.0).abs() < 1e-6);
    assert_eq!(schedule.audible(), Some(id(3)));
    assert_eq!(order(&schedule), [(4, Listening)]);
}

#[test]
fn a_jump_asks_for_the_new_place_first() {
    let mut schedule = ten_lines();
    schedule.listen(id(0));
    schedule.finish(id(0), 4.0);
    schedule.handed_out(id(0));
    schedule.listen(id(5));
    assert_eq!(schedule.urgent(), Some(id(5)));
    assert_eq!(order(&schedule)[0], (5, Listening));
    schedule.stop_listening();
    assert_eq!((order(&schedule), schedule.urgent()), (vec![], None));
}

#[test]
fn a_failed_line_is_passed_over_and_can_be_tried_again() {
    let mut schedule = ten_lines();
    schedule.listen(id(0));
    schedule.fail(id(0));
    schedule.finish(id(1), 4.0);
    assert_eq!(schedule.audible(), Some(id(1)));
    assert_eq!(
        schedule.tally(),
        Tally {
            done: 1,
            failed: 1,
            total: 10
        }
    );
    schedule.stop_listening();
    schedule.render([id(0), id(1)]);
    assert_eq!(order(&schedule), [(0, Rendering)]);
    assert_eq!(schedule.tally().failed, 0);
}

#[test]
fn a_replaced_line_is_said_again() {
    let mut schedule = ten_lines();
    schedule.render([id(3)]);
    schedule.finish(id(3), 4.0);
    assert_eq!(order(&schedule), []);
    schedule.insert(id(3), 4.0, 1.0);
    schedule.render([id(3)]);
    assert_eq!(order(&schedule), [(3, Rendering)]);
    assert_eq!(
        schedule.tally(),
        Tally {
            total: 10,
            ..Tally::default()
        }
    );
}

#[test]
fn listening_goes_on_into_the_next_chapter() {
    let mut schedule = ten_lines();
    let next_chapter = SentenceId {
        chapter: 3,
        sentence: 0,
    };
    schedule.insert(next_chapter, 4.0, 0.0);
    schedule.listen(id(9));
    let ids: Vec<_> = schedule.jobs().map(|job| job.id).collect();
    assert_eq!(ids, [id(9), next_chapter]);
}

#[derive(Clone, Debug)]
enum Act {
    Insert(u32),
    Remove(u32),
    Listen(u32),
    Cursor(u32),
    Stop,
    Render(u32, u32),
    Survey(u32),
    Cancel,
    Work(bool),
    HandOut,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0u32..20).prop_map(Act::Insert),
        (0u32..20).prop_map(Act::Remove),
        (0u32..20).prop_map(Act::Listen),
        (0u32..20).prop_map(Act::Cursor),
        Just(Act::Stop),
        (0u32..20, 0u32..20).prop_map(|(from, to)| Act::Render(from, to)),
        (0u32..20).prop_map(Act::Survey),
        Just(Act::Cancel),
        any::<bool>().prop_map(Act::Work),
        Just(Act::HandOut),
    ]
}

proptest! {
    /// Whatever happens in whatever order: the counts stay true, work is only ever asked for lines that wait, the
    /// listener gets each line once and in order, and doing the work leaves none.
    #[test]
    fn work_is_true_and_ends(acts in prop::collection::vec(act(), 0..120)) {
        let mut schedule = ten_lines();
        let mut heard: Vec<SentenceId> = Vec::new();
        for act in acts {
            match act {
                Act::Insert(at) => schedule.insert(id(at), 3.0, 0.5),
                Act::Remove(at) => schedule.remove(id(at)),
                Act::Listen(at) => { schedule.listen(id(at)); heard.clear(); }
                Act::Cursor(at) => schedule.move_cursor(id(at)),
                Act::Stop => schedule.stop_listening(),
                Act::Render(from, to) => schedule.render((from..to).map(id)),
                Act::Survey(at) => schedule.survey([id(at)]),
                Act::Cancel => schedule.cancel_render(),
                Act::Work(well) => if let Some(job) = first(&schedule) {
                    if well { schedule.finish(job.id, 2.0) } else { schedule.fail(job.id) }
                },
                Act::HandOut => if let Some(next) = schedule.audible() {
                    prop_assert!(heard.last().is_none_or(|last| *last < next));
                    heard.push(next);
                    schedule.handed_out(next);
                },
            }
            let states = || schedule.lines.values().map(|line| line.state);
            prop_assert_eq!(schedule.tally(), Tally {
                done: states().filter(|state| matches!(state, State::Done { .. })).count(),
                failed: states().filter(|state| *state == State::Failed).count(),
                total: states().count(),
            });
            prop_assert!(schedule.jobs().all(|job| schedule.state(job.id) == Some(State::Waiting)));
        }
        let mut left = 1_000;
        loop {
            while let Some(job) = first(&schedule) {
                schedule.finish(job.id, 2.0);
                left -= 1;
                prop_assert!(left > 0);
            }
            let Some(next) = schedule.audible() else { break };
            schedule.handed_out(next);
            schedule.move_cursor(next);
        }
        prop_assert_eq!(schedule.urgent(), None);
    }
}
