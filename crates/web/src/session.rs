//! Sessions: the cookie holds a token, the database its fingerprint; `app::sessions` knows when one is over.

use crate::shell::{SESSION_ACCOUNT, Web};
use app::{App, sessions};
use async_trait::async_trait;
use domain::ids::AccountId;
use std::collections::HashMap;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::SameSite,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// The layer that gives handlers their session. Over TLS the cookie is `__Host-`: Secure, for this host alone.
pub(crate) fn layer(web: &Web) -> SessionManagerLayer<Store> {
    let secure = web.config.is_https();
    SessionManagerLayer::new(Store { app: web.app.clone() })
        .with_name(if secure { "__Host-zihao" } else { "zihao" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        // When a session is over is for the store to say; the browser forgets the cookie when it closes.
        .with_expiry(Expiry::OnSessionEnd)
}

/// Sessions in the database.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    app: App,
}

type Data = HashMap<String, serde_json::Value>;

fn account_in(data: &Data) -> Option<AccountId> {
    data.get(SESSION_ACCOUNT).and_then(serde_json::Value::as_i64).map(AccountId)
}

fn encode(data: &Data) -> Result<String> {
    serde_json::to_string(data).map_err(|error| Error::Encode(error.to_string()))
}

fn kept<T>(answer: app::Result<T>) -> Result<T> {
    answer.map_err(|error| {
        tracing::error!(%error, "a session could not be kept");
        Error::Backend(error.to_string())
    })
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let body = encode(&record.data)?;
        let account = account_in(&record.data);
        while !kept(sessions::create(&self.app, &record.id.to_string(), account, &body).await)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let body = encode(&record.data)?;
        let account = account_in(&record.data);
        kept(sessions::save(&self.app, &record.id.to_string(), account, &body).await)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(body) = kept(sessions::load(&self.app, &id.to_string()).await)? else { return Ok(None) };
        let data = serde_json::from_str(&body).map_err(|error| Error::Decode(error.to_string()))?;
        // Nothing reads this date: the store has already judged.
        let expiry_date = time::OffsetDateTime::UNIX_EPOCH;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        kept(sessions::delete(&self.app, &id.to_string()).await)
    }
}
