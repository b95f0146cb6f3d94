//! SOCKS 5 (RFC 1928, RFC 1929), SOCKS 4 and 4a.

use std::net::{IpAddr, Ipv4Addr};

use qrlogin::Secret;

use super::{Handshake, Refusal, Stage, Turn};
use crate::proxy::ProxyKind;

const CONNECT: u8 = 1;
/// The method without authentication.
const OPEN: u8 = 0;
/// The method with user and password.
const PASSWORD: u8 = 2;

impl Handshake<'_> {
    pub(super) fn socks5(&mut self) -> Result<Turn, Refusal> {
        match self.stage {
            Stage::Begin => {
                let offer = match self.proxy.credentials {
                    Some(_) => vec![5, 2, OPEN, PASSWORD],
                    None => vec![5, 1, OPEN],
                };
                Ok(self.send(offer, Stage::Offered))
            }
            Stage::Offered => match self.received.as_slice() {
                [5, OPEN] => self.request5(),
                [5, PASSWORD] => self.password(),
                [5, _] => Err(self.sign_in()),
                [5] | [] => Ok(Turn::Receive(2 - self.received.len())),
                _ => Err("it does not speak SOCKS 5".into()),
            },
            Stage::Authenticating => match self.received.as_slice() {
                [_, 0] => self.request5(),
                [_, _] => Err(self.sign_in()),
                short => Ok(Turn::Receive(2 - short.len())),
            },
            Stage::Done => Ok(Turn::Done),
            _ => self.answer5(),
        }
    }

    /// RFC 1929.
    fn password(&mut self) -> Result<Turn, Refusal> {
        let Some((user, password)) = &self.proxy.credentials else {
            return Err(self.sign_in());
        };
        let mut message = vec![1];
        for part in [user, password] {
            let length = u8::try_from(part.expose().len());
            message.push(length.map_err(|_| "its user or password is over 255 bytes long")?);
            message.extend_from_slice(part.expose().as_bytes());
        }
        Ok(self.send(message, Stage::Authenticating))
    }

    fn request5(&mut self) -> Result<Turn, Refusal> {
        let target = &self.target;
        let mut request = vec![5, CONNECT, 0];
        match target.address() {
            Some(IpAddr::V4(address)) => {
                request.push(1);
                request.extend(address.octets());
            }
            Some(IpAddr::V6(address)) => {
                request.push(4);
                request.extend(address.octets());
            }
            None => {
                let length = u8::try_from(target.host.len());
                request.push(3);
                request.push(length.map_err(|_| "the name of the service is too long for SOCKS")?);
                request.extend_from_slice(target.host.as_bytes());
            }
        }
        request.extend(target.port.to_be_bytes());
        Ok(self.send(request, Stage::Requested))
    }

    fn answer5(&mut self) -> Result<Turn, Refusal> {
        let length = match self.received.as_slice() {
            [5, 0, _, 1, ..] => 10,
            [5, 0, _, 4, ..] => 22,
            [5, 0, _, 3, length, ..] => 7 + usize::from(*length),
            [5, 0, _, 3] => 5,
            [5, 0, _, _, ..] => return Err("it does not speak SOCKS 5".into()),
            [5, code, ..] if *code != 0 => return Err(refused5(*code)),
            [5] | [] => 2,
            [5, ..] => 4,
            _ => return Err("it does not speak SOCKS 5".into()),
        };
        match length.saturating_sub(self.received.len()) {
            0 => Ok(self.done()),
            missing => Ok(Turn::Receive(missing)),
        }
    }

    pub(super) fn socks4(&mut self) -> Result<Turn, Refusal> {
        match self.stage {
            Stage::Begin => {
                let request = self.request4()?;
                Ok(self.send(request, Stage::ConnectSent))
            }
            Stage::Done => Ok(Turn::Done),
            _ => match self.received.as_slice() {
                [0, 90, _, _, _, _, _, _] => Ok(self.done()),
                [0, 92 | 93, ..] => Err("it does not accept the user of its address".into()),
                [0, code, ..] if *code != 90 => {
                    Err("it refused, or could not reach the service".into())
                }
                [0, ..] | [] => Ok(Turn::Receive(8 - self.received.len().min(8))),
                _ => Err("it does not speak SOCKS 4".into()),
            },
        }
    }

    fn request4(&self) -> Result<Vec<u8>, Refusal> {
        let target = &self.target;
        let address = match (target.address(), target.resolved) {
            (Some(IpAddr::V4(address)), _) | (None, Some(address)) => Some(address),
            (None, None) if self.proxy.kind == ProxyKind::Socks4a => None,
            _ => return Err("SOCKS 4 knows IPv4 addresses only".into()),
        };
        let user = self.proxy.credentials.as_ref();
        let user = user.map_or("", |(user, _): &(Secret, Secret)| user.expose());
        if user.contains('\0') {
            return Err("its user contains a NUL character".into());
        }
        let mut request = vec![4, CONNECT];
        request.extend(target.port.to_be_bytes());
        // SOCKS 4a: the invalid address 0.0.0.x means that the name follows.
        let no_address = Ipv4Addr::new(0, 0, 0, 1);
        request.extend(address.unwrap_or(no_address).octets());
        request.extend_from_slice(user.as_bytes());
        request.push(0);
        if address.is_none() {
            request.extend_from_slice(target.host.as_bytes());
            request.push(0);
        }
        Ok(request)
    }
}

/// RFC 1928, section 6.
fn refused5(code: u8) -> Refusal {
    match code {
        2 => "its rules do not allow this connection",
        3 => "it could not reach the network of the service",
        4 => "it could not reach the service, or does not know its name",
        5 => "the service refused its connection",
        6 => "it could not reach the service in time",
        7 | 8 => "it does not make such connections",
        _ => "it failed to connect to the service",
    }
    .into()
}
