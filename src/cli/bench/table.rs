//! What was measured, for people.

use std::io::{self, Write};

use super::layers::Layer;
use super::{Bench, Measured, median};
use crate::engine::BackendName;
use crate::tensor::Work;

/// Writes it all.
pub(super) fn write(bench: &Bench, out: &mut dyn Write) -> io::Result<()> {
    let Bench {
        backend,
        threads,
        instructions,
        model,
        voice,
        ..
    } = bench;
    let instructions = match backend {
        BackendName::Cpu => format!(" ({instructions})"),
        BackendName::Mlx => String::new(),
    };
    writeln!(out, "{model} on {backend}{instructions}, {threads} threads, {voice}")?;
    writeln!(out)?;
    sentences(bench, out)?;
    layers(bench, out)?;
    work(bench, out)?;
    if let Some(peak) = &bench.peak {
        writeln!(
            out,
            "peak of the processor  {:.0} GFLOP/s, {:.0} on one thread",
            peak.all_threads, peak.one_thread
        )?;
    }
    writeln!(out, "model loaded after     {:.2} s", bench.load_seconds)?;
    writeln!(out, "first sound after      {:.2} s", bench.first_sound_seconds)?;
    writeln!(
        out,
        "peak memory            {} MB, {} when the model was loaded",
        bench.peak_memory_bytes / 1_000_000,
        bench.loaded_memory_bytes / 1_000_000
    )
}

fn sentences(bench: &Bench, out: &mut dyn Write) -> io::Result<()> {
    let width = bench.sentences.iter().map(|s| s.name.len()).max().unwrap_or(0).max(8);
    writeln!(
        out,
        "{:width$}  letters     audio  synthesis     RTF  × real time  GFLOP/s{}",
        "sentence",
        if bench.peak.is_some() { "  of peak" } else { "" }
    )?;
    for sentence in &bench.sentences {
        let (synthesis, rtf) = (median(&sentence.synthesis_seconds), sentence.real_time_factor);
        let rate = sentence.gflop / synthesis;
        writeln!(
            out,
            "{:width$}  {:7}  {:6.2} s    {synthesis:5.2} s  {rtf:6.3}  {:11.1}  {rate:7.0}{}",
            sentence.name,
            sentence.characters,
            sentence.audio_seconds,
            1.0 / rtf,
            of_peak(rate, bench),
        )?;
    }
    writeln!(out)
}

/// A row a kind of layer, a column a sentence, in milliseconds of a run; then what the layers reach over all of them.
fn layers(bench: &Bench, out: &mut dyn Write) -> io::Result<()> {
    let Some(rows) = bench
        .sentences
        .first()
        .map(|sentence| sentence.layers.as_slice())
        .filter(|rows| !rows.is_empty())
    else {
        return Ok(());
    };
    let column = |sentence: &Measured| sentence.name.len().max(8);
    write!(out, "{:23}", "layers, ms")?;
    for sentence in &bench.sentences {
        write!(out, "  {:>1$}", sentence.name, column(sentence))?;
    }
    writeln!(out, "  share  GFLOP/s  of peak")?;
    let all = |layer: usize, of: fn(&Layer) -> f64| -> f64 {
        let layers = bench.sentences.iter().filter_map(|sentence| sentence.layers.get(layer));
        layers.map(of).sum()
    };
    let total: f64 = (0..rows.len()).map(|row| all(row, |layer| layer.seconds)).sum();
    for (i, row) in rows.iter().enumerate() {
        write!(out, "{:23}", row.name)?;
        for sentence in &bench.sentences {
            let milliseconds = sentence.layers.get(i).map_or(0.0, |layer| layer.seconds) * 1e3;
            write!(out, "  {milliseconds:>0$.1}", column(sentence))?;
        }
        let (seconds, gflop) = (all(i, |layer| layer.seconds), all(i, |layer| layer.gflop));
        write!(out, "  {:4.1}%", 100.0 * seconds / total)?;
        if gflop > 0.0 {
            let rate = gflop / seconds;
            write!(out, "  {rate:7.0}{}", of_peak(rate, bench))?;
        }
        writeln!(out)?;
    }
    writeln!(out)
}

/// A rate in per cent of what the processor can do; nothing where the model runs on something else.
fn of_peak(rate: f64, bench: &Bench) -> String {
    bench.peak.map_or_else(String::new, |peak| {
        format!("  {:6.0}%", 100.0 * rate / peak.all_threads)
    })
}

fn work(bench: &Bench, out: &mut dyn Write) -> io::Result<()> {
    for sentence in &bench.sentences {
        if let Some(work) = &sentence.work {
            let Work {
                operations,
                evaluations,
                host_copies,
            } = work;
            writeln!(
                out,
                "{:8}  {operations} graph nodes, {evaluations} evaluations, {host_copies} copies to the host",
                sentence.name
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::bench::PeakGflops;

    #[test]
    fn the_table_shows_what_was_measured() {
        let layer = |name, seconds, gflop| Layer { name, seconds, gflop };
        let sentence = |name: &str, characters, seconds: f64| Measured {
            name: name.to_owned(),
            characters,
            audio_seconds: 5.0 * seconds,
            synthesis_seconds: vec![seconds, seconds / 2.0, 2.0 * seconds],
            real_time_factor: 0.2,
            gflop: 60.0 * seconds,
            layers: vec![
                layer("generator convolutions", 0.75 * seconds, 60.0 * seconds),
                layer("other", 0.25 * seconds, 0.0),
            ],
            work: None,
        };
        let bench = Bench {
            backend: BackendName::Cpu,
            threads: 2,
            instructions: "AVX2",
            model: "kokoro-82m".to_owned(),
            voice: "bf_lily".to_owned(),
            load_seconds: 0.5,
            first_sound_seconds: 0.75,
            loaded_memory_bytes: 400_000_000,
            peak_memory_bytes: 512_000_000,
            peak: Some(PeakGflops {
                one_thread: 55.0,
                all_threads: 100.0,
            }),
            sentences: vec![sentence("short", 13, 0.2), sentence("es_sentence", 70, 1.0)],
        };
        let mut text = Vec::new();
        write(&bench, &mut text).unwrap();
        insta::assert_snapshot!(String::from_utf8(text).unwrap(), @r"
        kokoro-82m on cpu (AVX2), 2 threads, bf_lily

        sentence     letters     audio  synthesis     RTF  × real time  GFLOP/s  of peak
        short             13    1.00 s     0.20 s   0.200          5.0       60      60%
        es_sentence       70    5.00 s     1.00 s   0.200          5.0       60      60%

        layers, ms                  short  es_sentence  share  GFLOP/s  of peak
        generator convolutions      150.0        750.0  75.0%       80      80%
        other                        50.0        250.0  25.0%

        peak of the processor  100 GFLOP/s, 55 on one thread
        model loaded after     0.50 s
        first sound after      0.75 s
        peak memory            512 MB, 400 when the model was loaded
        ");
    }
}
