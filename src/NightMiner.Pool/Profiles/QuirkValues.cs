namespace NightMiner.Pool.Profiles;

/// <summary>The first element of the answer to mining.subscribe. No miner needs it; some stumble over it.</summary>
public enum SubscriptionShape
{
    /// <summary>[["mining.set_difficulty",id],["mining.notify",id]]: node-stratum-pool, miningcore.</summary>
    DifficultyFirst,

    /// <summary>The same two, mining.notify first: bstratum.</summary>
    NotifyFirst,

    /// <summary>[["mining.notify",id]]: ckpool, public-pool.</summary>
    NotifyOnly,

    /// <summary>["mining.notify",id], not nested: pools of the early days.</summary>
    Flat,

    /// <summary>Nested one level deeper than usual: proxies.</summary>
    Nested,

    /// <summary>null: nothing a client could read.</summary>
    Null,
}

/// <summary>How a job is named on the wire.</summary>
public enum JobIdShape
{
    /// <summary>A hex counter: 1, 2, … a, b: node-stratum-pool, public-pool.</summary>
    Counter,

    /// <summary>Eight hex digits: miningcore.</summary>
    Hex8,

    /// <summary>Sixteen hex digits: ckpool.</summary>
    Hex16,

    /// <summary>Seconds since 1970, a colon and a counter, which is no hex: bstratum.</summary>
    TimeAndCounter,

    /// <summary>A JSON number where all others send a text: proxies.</summary>
    Number,
}

/// <summary>The form of a refusal.</summary>
public enum ErrorShape
{
    /// <summary>"result":null,"error":[code,text,null].</summary>
    Triple,

    /// <summary>"result":null,"error":[code,text]; codes 24 and 25 keep the null: node-stratum-pool.</summary>
    Pair,

    /// <summary>"result":null,"error":[code,text,""]: public-pool.</summary>
    EmptyText,

    /// <summary>"result":null,"error":[code,text,false]: bstratum.</summary>
    False,

    /// <summary>"result":false,"error":{"code":…,"message":…}: miningcore.</summary>
    CodeAndMessage,

    /// <summary>
    /// "result":false with the text alone: as "reject-reason" beside "error":null for a share, else as "error": ckpool.
    /// </summary>
    Text,
}

/// <summary>Whose words and codes a refusal uses.</summary>
public enum Wording
{
    /// <summary>This pool's own: they say what was expected and what came.</summary>
    Detailed,

    /// <summary>Those of node-stratum-pool.</summary>
    NodeStratumPool,

    /// <summary>Those of ckpool.</summary>
    Ckpool,

    /// <summary>Those of public-pool.</summary>
    PublicPool,

    /// <summary>Those of miningcore.</summary>
    Miningcore,

    /// <summary>Those of bstratum.</summary>
    Bstratum,
}

/// <summary>What becomes of a line that is no JSON object.</summary>
public enum JunkReply
{
    /// <summary>An error that says what is wrong with it, and the end.</summary>
    ErrorAndDrop,

    /// <summary>The end: node-stratum-pool, public-pool, miningcore.</summary>
    Drop,

    /// <summary>The words "Invalid JSON, disconnecting", which are no JSON either, and the end: ckpool.</summary>
    TextAndDrop,

    /// <summary>Nothing: the line is skipped: bstratum.</summary>
    Skip,
}

/// <summary>What a browser gets.</summary>
public enum HttpReply
{
    /// <summary>HTTP 400 and a sentence.</summary>
    Page,

    /// <summary>HTTP 200 with an X-Stratum header: bstratum.</summary>
    Ok,

    /// <summary>What any junk gets: the others.</summary>
    Junk,
}

/// <summary>What becomes of a request whose method is unknown, or missing.</summary>
public enum UnknownReply
{
    /// <summary>An error of the pool's usual form.</summary>
    Refuse,

    /// <summary>Nothing at all, also where the request has an id: node-stratum-pool, public-pool.</summary>
    Silence,

    /// <summary>"result":null,"error":true: bstratum.</summary>
    True,

    /// <summary>An error text without a result, like "-3:method not found": ckpool, for a missing method.</summary>
    Text,
}

/// <summary>Which logins are well-formed.</summary>
public enum LoginRule
{
    /// <summary>A name, with or without a password.</summary>
    Any,

    /// <summary>The name's part before the first "." or "_" is not empty and has no "/": ckpool.</summary>
    NameParts,

    /// <summary>Two texts; password and what follows the "." have at most 64 letters: public-pool.</summary>
    TwoTexts,
}

/// <summary>When a connection gets its first difficulty and job.</summary>
public enum WorkStart
{
    /// <summary>Right after the answer to mining.subscribe.</summary>
    Subscribed,

    /// <summary>Once it has both subscribed and logged in: public-pool.</summary>
    LoggedIn,
}

/// <summary>When clean_jobs is true.</summary>
public enum CleanRule
{
    /// <summary>With a new block to build on.</summary>
    Block,

    /// <summary>Never; who mines on after a new block notices it by the previous block's hash: bstratum.</summary>
    Never,

    /// <summary>With a new block, and with a new difficulty: public-pool.</summary>
    BlockOrDifficulty,
}

/// <summary>What goes with a new difficulty.</summary>
public enum DifficultyChange
{
    /// <summary>A job of its own: public-pool.</summary>
    NewJob,

    /// <summary>The newest job again, under the same name: miningcore.</summary>
    SameJob,

    /// <summary>Nothing: the next job comes when it comes: ckpool.</summary>
    Alone,

    /// <summary>It waits for the next job that everybody gets: node-stratum-pool.</summary>
    WithNextJob,
}

/// <summary>What mining.suggest_difficulty is answered.</summary>
public enum SuggestReply
{
    /// <summary>true or false, and it is followed.</summary>
    Answer,

    /// <summary>Nothing; a whole number is followed: ckpool.</summary>
    Silence,

    /// <summary>A set_difficulty, once per connection: public-pool.</summary>
    Notification,

    /// <summary>true, and it is not followed: miningcore.</summary>
    Overlook,
}

/// <summary>Who gets another extranonce1 with each new block.</summary>
public enum ExtranonceChange
{
    /// <summary>Nobody.</summary>
    Never,

    /// <summary>Who asked for it with mining.extranonce.subscribe: NiceHash.</summary>
    Subscribers,

    /// <summary>Everybody, asked or not.</summary>
    Everybody,
}

/// <summary>What becomes of a share from a connection that is not ready for it.</summary>
public enum StrangerReply
{
    /// <summary>An error.</summary>
    Refuse,

    /// <summary>The end, without a word: public-pool.</summary>
    Drop,

    /// <summary>Nothing where it has subscribed, else the end: ckpool.</summary>
    Ignore,
}

/// <summary>The block times that a share may have.</summary>
public enum NtimeRule
{
    /// <summary>From the template's to two hours after now.</summary>
    TemplateToFuture,

    /// <summary>From the job's to 7,000 s after that: ckpool.</summary>
    JobAndAfter,

    /// <summary>Two hours around now: bstratum.</summary>
    AroundNow,
}

/// <summary>Which shares count as the same.</summary>
public enum DuplicateRule
{
    /// <summary>Those with the same hash: ckpool, bstratum.</summary>
    Hash,

    /// <summary>Those of a job with the same texts; upper case makes another one: node-stratum-pool.</summary>
    Text,

    /// <summary>The same, but letters of both cases are equal, and version bits don't count: miningcore.</summary>
    TextAnyCase,

    /// <summary>Those of a connection whose texts are the same, also if the first was refused: public-pool.</summary>
    Everything,
}

/// <summary>The difficulty that a share has to meet.</summary>
public enum DifficultyGrace
{
    /// <summary>That which held when its job was sent: ckpool.</summary>
    Job,

    /// <summary>The newest, or the one before it: node-stratum-pool, miningcore.</summary>
    Previous,

    /// <summary>The newest, also for older jobs: public-pool, bstratum.</summary>
    None,
}

/// <summary>One thing that a share is checked for. Of several faults the first in a pool's order is answered.</summary>
public enum ShareCheck
{
    /// <summary>Somebody is logged in.</summary>
    Login,

    /// <summary>The worker is one of those logged in.</summary>
    KnownWorker,

    /// <summary>The connection is subscribed.</summary>
    Subscription,

    /// <summary>There are as many parameters as there have to be.</summary>
    Count,

    /// <summary>The worker's name is a text.</summary>
    WorkerName,

    /// <summary>The job's name is a text.</summary>
    JobName,

    /// <summary>Extranonce2 is hex of the agreed size.</summary>
    Extranonce2,

    /// <summary>The ntime is hex of eight digits.</summary>
    NtimeText,

    /// <summary>The nonce is hex of eight digits.</summary>
    NonceText,

    /// <summary>The job is known, and where <see cref="Stale"/> is no check of its own, still wanted.</summary>
    Job,

    /// <summary>The job is still wanted.</summary>
    Stale,

    /// <summary>The ntime is within bounds.</summary>
    NtimeRange,

    /// <summary>The version bits are hex and keep to the mask.</summary>
    VersionBits,

    /// <summary>The share did not come before.</summary>
    Duplicate,

    /// <summary>The hash meets the difficulty.</summary>
    Difficulty,
}
