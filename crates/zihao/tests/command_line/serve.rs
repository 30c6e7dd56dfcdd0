use super::Installation;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

#[test]
fn a_fresh_folder_is_served_and_ends_when_asked_to() {
    let installation = Installation::new();
    let mut command = installation.command(&installation.path("data"));
    command.env("ZIHAO_LISTEN", "127.0.0.1:0").arg("serve").stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.spawn().expect("the program starts");
    let said = BufReader::new(server.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let address = said.filter_map(|line| line.strip_prefix("字号已启动：http://").map(str::to_owned)).next();

    let mut stream = TcpStream::connect(address.expect("an address")).expect("it listens");
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ready"), "{answer}");

    let asked = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().expect("kill runs");
    assert!(asked.success());
    assert!(server.wait().expect("it ends").success());
    assert!(installation.path("data/checkpoints.jsonl").exists(), "a checkpoint was taken");
}
