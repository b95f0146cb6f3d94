//! What a call was sent: parameters of the query, and a body of JSON. Unknown names are refused.

use http::header::CONTENT_TYPE;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::problem::{Kind, Problem};
use super::routes::Route;
use crate::exchange::Request;
use crate::server::members::Members;

/// What a call was sent.
pub(super) struct Input<'a> {
    /// The name in the path.
    pub(super) name: Option<&'a str>,
    query: Vec<(String, String)>,
    body: Map<String, Value>,
}

impl<'a> Input<'a> {
    /// Reads what this route takes.
    ///
    /// # Errors
    /// The body is no JSON object, or there is a name that the route does not know.
    pub(super) fn read(
        request: &Request,
        name: Option<&'a str>,
        route: &Route,
    ) -> Result<Self, Problem> {
        let query = request.uri().query().unwrap_or_default();
        let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        for (index, (name, _)) in query.iter().enumerate() {
            let known = || route.parameters().map(|parameter| parameter.name);
            if !known().any(|known| known == name) {
                return Err(Problem::unknown(
                    Kind::UnknownName,
                    "parameter",
                    name,
                    known(),
                ));
            }
            if query.iter().skip(index + 1).any(|(other, _)| other == name) {
                return Err(Problem::bad_value(name, format!("`{name}` is given twice")));
            }
        }
        let body = body(request)?;
        if route.body.is_none() && !body.is_empty() {
            return Err(Problem::new(
                Kind::BadRequest,
                "this call takes no body, only the parameters of its query",
            ));
        }
        Ok(Self { name, query, body })
    }

    /// The value of a parameter in the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    /// The members of the body.
    pub(super) fn members(&self) -> &Map<String, Value> {
        &self.body
    }

    /// The body.
    ///
    /// # Errors
    /// A member is unknown, missing, or of the wrong type.
    pub(super) fn body<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Problem> {
        let schema = schemars::schema_for!(T);
        let known = schema.get("properties").and_then(Value::as_object);
        let known = || known.into_iter().flat_map(Map::keys).map(String::as_str);
        for name in self.body.keys() {
            if !known().any(|known| known == name) {
                return Err(Problem::unknown(Kind::UnknownName, "member", name, known()));
            }
        }
        let read = serde_json::from_value(self.body.clone().into());
        read.map_err(|error| match self.wrong_member::<T>() {
            Some(name) => Problem::bad_value(name, format!("`{name}`: {error}")),
            None => Problem::new(Kind::BadRequest, error.to_string()),
        })
    }

    /// The member that is wrong: without it the body can be read, or lacks only this one.
    fn wrong_member<T: DeserializeOwned>(&self) -> Option<&str> {
        let is_wrong = |name: &&String| {
            let mut others = self.body.clone();
            others.remove(name.as_str());
            let read: Result<T, _> = serde_json::from_value(others.into());
            let missing = format!("missing field `{name}`");
            read.map_or_else(|error| error.to_string().starts_with(&missing), |_| true)
        };
        self.body.keys().find(is_wrong).map(String::as_str)
    }
}

/// The body as an object; an empty one if there is none. `curl -d` labels JSON as a form, so what
/// begins as an object is read as one.
fn body(request: &Request) -> Result<Map<String, Value>, Problem> {
    let body = request.body().trim_ascii();
    if body.is_empty() {
        return Ok(Map::new());
    }
    let header = request.headers().get(CONTENT_TYPE);
    let label = header.map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase());
    let label = label.as_deref().unwrap_or_default();
    let media_type = label.split(';').next().unwrap_or_default().trim();
    match media_type {
        "application/json" => {}
        "" | "application/x-www-form-urlencoded" if body.starts_with(b"{") => {}
        other => {
            return Err(Problem::unknown(
                Kind::MediaType,
                "body of the type",
                other,
                ["application/json"],
            ));
        }
    }
    let Members(members) = serde_json::from_slice(body).map_err(|error| {
        Problem::new(
            Kind::BadRequest,
            format!("the body is no JSON object: {error}"),
        )
    })?;
    let mut object = Map::new();
    for (name, value) in members {
        if object.contains_key(&name) {
            let problem = format!("`{name}` is given twice");
            return Err(Problem::bad_value(&name, problem));
        }
        object.insert(name, value);
    }
    Ok(object)
}
