//! The signature of the TV requests (spec 3.2): MD5 over the sorted, percent-encoded parameters and
//! the app's secret.

use md5::{Digest, Md5};

use crate::Secret;
use crate::toolkit::digits::push_hex;
use crate::toolkit::request::push_parameter;

/// The parameters as a form with their signature last. They are sorted by name here.
pub(super) fn signed_form(parameters: &mut [(&str, &str)], appsec: &Secret) -> String {
    parameters.sort_unstable_by_key(|(name, _)| *name);
    let length = |(name, value): &(&str, &str)| name.len() + value.len() + "&=".len();
    let length = parameters.iter().map(length).sum::<usize>();
    let mut form = String::with_capacity(length + "&sign=".len() + 2 * 16);
    for (name, value) in parameters {
        push_parameter(&mut form, 0, name, value);
    }
    let digest = Md5::new()
        .chain_update(&form)
        .chain_update(appsec.expose())
        .finalize();
    form.push_str("&sign=");
    push_hex(&mut form, &digest);
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published vectors of spec 9.1: parameters, secret, signature.
    const VECTORS: [(&str, &str, &str); 6] = [
        (
            "appkey=8d23902c1688a798&local_id=0&mobi_app=android_bilithings&ts=1664435004",
            "710f0212e62bd499b8d3ac6e1db9302a",
            "573c48ef19383297aab5891d86c19ddb",
        ),
        (
            "appkey=8d23902c1688a798&auth_code=c1f5c0481c888ad1443e0ef125fcbe41&local_id=0&ts=1664436727",
            "710f0212e62bd499b8d3ac6e1db9302a",
            "64e7c23043862249dd49c04e137dae55",
        ),
        (
            "appkey=4409e2ce8ffd12b8&local_id=0&ts=0",
            "59b43e04ad6965f34319062b478f83dd",
            "e134154ed6add881d28fbdf68653cd9c",
        ),
        (
            "appkey=4409e2ce8ffd12b8&auth_code=6214464b3025541abf6f654cf7569a01&local_id=0&ts=0",
            "59b43e04ad6965f34319062b478f83dd",
            "87de3d0fee7c3f4facd244537238914e",
        ),
        (
            "appkey=1d8b6e7d45233436&id=114514&str=1919810&test=いいよ，こいよ",
            "560c52ccd288fed045859ed18bffd973",
            "01479cf20504d865519ac50f33ba3a7d",
        ),
        (
            "appkey=4409e2ce8ffd12b8&local_id=0&ts=1679194970",
            "59b43e04ad6965f34319062b478f83dd",
            "7bdb1ce32b65bf7be33f1b34e2f287ca",
        ),
    ];

    fn sign(parameters: &str, appsec: &str) -> String {
        let mut parameters: Vec<_> = parameters
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .rev()
            .collect();
        signed_form(&mut parameters, &appsec.into())
    }

    #[test]
    fn every_published_vector_is_signed_as_published_whatever_the_order_given() {
        for (parameters, appsec, expected) in VECTORS {
            let form = sign(parameters, appsec);
            assert!(form.ends_with(&format!("&sign={expected}")), "{form}");
        }
    }

    #[test]
    fn an_empty_value_is_signed_as_name_and_equals_sign() {
        assert!(sign("b=&a=1", "x").starts_with("a=1&b=&sign="));
    }
}
