//! A small HTTP server with the faults that servers and networks have.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub path: String,
    /// The first byte wanted, where the request is for the rest of a file.
    pub from: Option<usize>,
}

/// How a request is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// As asked.
    Right,
    /// As asked, but the connection is closed after so many bytes of the body.
    CutAfter(usize),
    /// As asked, but nothing comes any more after so many bytes of the body.
    SilentAfter(usize),
    /// From the start, whatever was asked.
    Whole,
    /// With an error.
    Status(u16),
    /// With these bytes, whatever the file.
    Other(Vec<u8>),
    /// By pointing elsewhere.
    Redirect(String),
}

/// A running server; it ends with the test process.
pub struct Server {
    pub address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Serves `files` by their paths; `answer` decides how, given a request and how many came before it.
    pub fn start(
        files: &[(&str, Vec<u8>)],
        answer: impl Fn(&Request, usize) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let files: HashMap<String, Vec<u8>> = files
            .iter()
            .map(|(path, bytes)| (format!("/{path}"), bytes.clone()))
            .collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let shared = Arc::new((files, answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, log) = (Arc::clone(&shared), Arc::clone(&log));
                thread::spawn(move || {
                    let stream = stream.unwrap();
                    while let Some(request) = read_request(&stream) {
                        let before = {
                            let mut log = log.lock().unwrap();
                            log.push(request.clone());
                            log.len() - 1
                        };
                        let answer = shared.1(&request, before);
                        if reply(&stream, &request, shared.0.get(&request.path), &answer).is_none() {
                            break;
                        }
                    }
                });
            }
        });
        Self { address, requests }
    }

    /// All that was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn read_request(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut from = None;
    for line in lines {
        let line = line.ok()?.to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(range) = line.strip_prefix("range: bytes=") {
            from = range.trim_end_matches('-').parse().ok();
        }
    }
    Some(Request { path, from })
}

/// Answers; none when the connection is over.
fn reply(mut stream: &TcpStream, request: &Request, file: Option<&Vec<u8>>, answer: &Answer) -> Option<()> {
    let status = |code: u16| format!("HTTP/1.1 {code} so\r\nContent-Length: 0\r\n\r\n");
    let (body, from) = match (answer, file) {
        (Answer::Status(code), _) => return stream.write_all(status(*code).as_bytes()).ok(),
        (Answer::Redirect(to), _) => {
            let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            return stream.write_all(head.as_bytes()).ok();
        }
        (Answer::Other(bytes), _) | (Answer::Whole, Some(bytes)) => (bytes, 0),
        (_, None) => return stream.write_all(status(404).as_bytes()).ok(),
        (_, Some(bytes)) => match request.from {
            Some(from) if from >= bytes.len() => return stream.write_all(status(416).as_bytes()).ok(),
            from => (bytes, from.unwrap_or(0)),
        },
    };
    let rest = &body[from..];
    let head = if from > 0 {
        let range = format!("Content-Range: bytes {from}-{}/{}", body.len() - 1, body.len());
        format!("HTTP/1.1 206 Partial Content\r\n{range}\r\n")
    } else {
        "HTTP/1.1 200 OK\r\n".to_owned()
    };
    stream
        .write_all(format!("{head}Content-Length: {}\r\n\r\n", rest.len()).as_bytes())
        .ok()?;
    match answer {
        Answer::CutAfter(bytes) if *bytes < rest.len() => {
            let _ = stream.write_all(&rest[..*bytes]);
            None
        }
        Answer::SilentAfter(bytes) if *bytes < rest.len() => {
            let _ = stream.write_all(&rest[..*bytes]);
            thread::sleep(Duration::from_mins(1));
            None
        }
        _ => stream.write_all(rest).ok(),
    }
}
