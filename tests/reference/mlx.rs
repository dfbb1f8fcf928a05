//! MLX, on whatever device it has here.

use lector::checkpoint::Checkpoint;
use lector::kokoro::{Kokoro, Noise, Speed, Utterance};
use lector::speech::{Phonemes, VoiceName};
use lector::tensor::Work;
use lector::tensor::mlx::{Mlx, MlxOptions};

use super::{cases, compare, folder, snr};

#[test]
fn sounds_like_the_reference() {
    let (Some(cases), Some(folder)) = (cases(), folder("LECTOR_TEST_MODEL", "models/kokoro-82m-int8")) else {
        return;
    };
    let checkpoint = Checkpoint::open(&folder).unwrap();
    let model = Kokoro::load(Mlx::new(MlxOptions::default()).unwrap(), &checkpoint).unwrap();
    for case in &cases {
        let before = std::time::Instant::now();
        compare(&model, &checkpoint, case);
        println!("{:12} {:?}", case.name, before.elapsed());
    }
}
