// Events of logins, as the gateway stores them.

export const CREDENTIAL = {
  flow: "115", uid: "100_A1_1700000000", cid: "c1d2e3", seid: "s9e8i7d6", kid: null,
  app: "alipaymini", user_agent: "Mozilla/5.0",
};
export const DONE = { type: "done", credential: CREDENTIAL };

/** A code with this text, valid for these seconds. */
export function code(payload, seconds = 180, more = {}) {
  return {
    type: "code", payload, image_url: null, image: null, scan_with: "the 115 app",
    expires_at: Date.now() + seconds * 1000, notice: null, ...more,
  };
}
export const SCANNED = { type: "scanned", avatar: null };
export const failed = (error) => ({ type: "failed", error });
