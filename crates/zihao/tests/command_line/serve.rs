use super::Installation;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// The service of a folder, on a free port.
struct Served {
    program: Child,
    address: String,
}

impl Served {
    fn start(installation: &Installation) -> Served {
        let mut command = installation.command(&installation.path("data"));
        command.env("ZIHAO_LISTEN", "127.0.0.1:0").arg("serve").stdout(Stdio::piped()).stderr(Stdio::null());
        command.env("ZIHAO_QUESTIONS_PER_MINUTE", "0");
        let mut program = command.spawn().expect("the program starts");
        let said = BufReader::new(program.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let address = said.filter_map(|line| line.strip_prefix("字号已启动：http://").map(str::to_owned)).next();
        Served { program, address: address.expect("an address") }
    }

    /// Asks, and reads the answer to its end.
    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }

    /// Asks it to end, and waits until it has.
    fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.program.id().to_string()]).status().expect("kill runs");
        assert!(asked.success());
        assert!(self.program.wait().expect("it ends").success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Where a test failed, nothing stays behind; one that ended by itself takes no notice.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn a_fresh_folder_is_served_and_ends_when_asked_to() {
    let installation = Installation::new();
    let served = Served::start(&installation);
    let answer = served.ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ready"), "{answer}");
    served.stop();
    assert!(installation.path("data/checkpoints.jsonl").exists(), "a checkpoint was taken");
}

/// A hash of a password takes 19 MiB: neither a crowd at the door nor its memory stays.
#[cfg(target_os = "linux")]
#[test]
fn two_hundred_sign_ins_leave_the_service_small() {
    let installation = Installation::new();
    let served = Served::start(&installation);
    let sign_in = |n: usize| {
        let form = format!("account=nobody{n}&password=wrong-wrong-{n}");
        let head = format!("POST /sign-in HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}", served.address);
        let kind = "Content-Type: application/x-www-form-urlencoded\r\nConnection: close";
        let answer = served.ask(&format!("{head}\r\n{kind}\r\nContent-Length: {}\r\n\r\n{form}", form.len()));
        assert!(answer.starts_with("HTTP/1.1 422"), "{}", answer.lines().next().unwrap_or_default());
    };
    std::thread::scope(|threads| {
        for first in 0..40 {
            threads.spawn(move || (first..200).step_by(40).for_each(sign_in));
        }
    });
    let megabytes = |what: &str| {
        let status = std::fs::read_to_string(format!("/proc/{}/status", served.program.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("a line");
        line.trim().trim_end_matches("kB").trim().parse::<u64>().expect("kilobytes") >> 10
    };
    let (now, most) = (megabytes("VmRSS:"), megabytes("VmHWM:"));
    assert!(now <= 64, "{now} MB are left of a crowd");
    assert!(most <= 160, "{most} MB while it was there");
    served.stop();
}
