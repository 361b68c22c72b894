namespace NightMiner.Pool.Profiles;

/// <summary>The first element of the answer to mining.subscribe. No miner needs it, but some stumble over it.</summary>
public enum SubscriptionShape
{
    /// <summary>[["mining.set_difficulty",id],["mining.notify",id]]: node-stratum-pool, miningcore.</summary>
    DifficultyFirst = 0,

    /// <summary>The same two, mining.notify first: bstratum.</summary>
    NotifyFirst = 1,

    /// <summary>[["mining.notify",id]]: ckpool, public-pool.</summary>
    NotifyOnly = 2,

    /// <summary>["mining.notify",id], without the outer list: pools of the early days.</summary>
    Flat = 3,

    /// <summary>The usual list inside one more list: proxies.</summary>
    Nested = 4,

    /// <summary>null, in which a client finds nothing.</summary>
    Null = 5,
}

/// <summary>How a job is named on the wire.</summary>
public enum JobIdShape
{
    /// <summary>A hex counter: 1, 2, … a, b: node-stratum-pool, public-pool.</summary>
    Counter = 0,

    /// <summary>Eight hex digits: miningcore.</summary>
    Hex8 = 1,

    /// <summary>Sixteen hex digits: ckpool.</summary>
    Hex16 = 2,

    /// <summary>Seconds since 1970, a colon and a counter, which is not hex: bstratum.</summary>
    TimeAndCounter = 3,

    /// <summary>A JSON number where all others send a text: proxies.</summary>
    Number = 4,
}

/// <summary>The form of a refusal.</summary>
public enum ErrorShape
{
    /// <summary>"result":null,"error":[code,text,null].</summary>
    Triple = 0,

    /// <summary>"result":null,"error":[code,text]; codes 24 and 25 keep the null: node-stratum-pool.</summary>
    Pair = 1,

    /// <summary>"result":null,"error":[code,text,""]: public-pool.</summary>
    EmptyText = 2,

    /// <summary>"result":null,"error":[code,text,false]: bstratum.</summary>
    False = 3,

    /// <summary>"result":false,"error":{"code":…,"message":…}: miningcore.</summary>
    CodeAndMessage = 4,

    /// <summary>
    /// "result":false and the text: for a share as "reject-reason" beside "error":null, otherwise as "error": ckpool.
    /// </summary>
    Text = 5,
}

/// <summary>Whose words and codes a refusal uses.</summary>
public enum Wording
{
    /// <summary>This pool's own: they say what was expected and what came.</summary>
    Detailed = 0,

    /// <summary>Those of node-stratum-pool.</summary>
    NodeStratumPool = 1,

    /// <summary>Those of ckpool.</summary>
    Ckpool = 2,

    /// <summary>Those of public-pool.</summary>
    PublicPool = 3,

    /// <summary>Those of miningcore.</summary>
    Miningcore = 4,

    /// <summary>Those of bstratum.</summary>
    Bstratum = 5,
}

/// <summary>What happens to a line that is not a JSON object.</summary>
public enum JunkReply
{
    /// <summary>The client is answered an error that says what is wrong, and the connection ends.</summary>
    ErrorAndDrop = 0,

    /// <summary>The connection ends: node-stratum-pool, public-pool, miningcore.</summary>
    Drop = 1,

    /// <summary>
    /// The client is answered "Invalid JSON, disconnecting", which is not JSON either, and the connection ends: ckpool.
    /// </summary>
    TextAndDrop = 2,

    /// <summary>The line is skipped: bstratum.</summary>
    Skip = 3,
}

/// <summary>What a browser is answered.</summary>
public enum HttpReply
{
    /// <summary>HTTP 400 and a sentence.</summary>
    Page = 0,

    /// <summary>HTTP 200 with an X-Stratum header: bstratum.</summary>
    Ok = 1,

    /// <summary>What is answered to any line that is not JSON: the other pools.</summary>
    Junk = 2,
}

/// <summary>What happens to a request whose method is unknown or missing.</summary>
public enum UnknownReply
{
    /// <summary>An error of the pool's usual form.</summary>
    Refuse = 0,

    /// <summary>It gets no answer, even where it has an id: node-stratum-pool, public-pool.</summary>
    Silence = 1,

    /// <summary>"result":null,"error":true: bstratum.</summary>
    True = 2,

    /// <summary>An error text without a result, like "-3:method not found": ckpool, for a missing method.</summary>
    Text = 3,
}

/// <summary>Which logins are well-formed.</summary>
public enum LoginRule
{
    /// <summary>A name, with or without a password.</summary>
    Any = 0,

    /// <summary>A name whose part before the first "." or "_" is not empty and has no "/": ckpool.</summary>
    NameParts = 1,

    /// <summary>
    /// Exactly a name and a password; the password, and the name's part after its ".", have at most 64 letters:
    /// public-pool.
    /// </summary>
    TwoTexts = 2,
}

/// <summary>When a connection gets its first difficulty and job.</summary>
public enum WorkStart
{
    /// <summary>Right after the answer to mining.subscribe.</summary>
    Subscribed = 0,

    /// <summary>Once it has both subscribed and logged in: public-pool.</summary>
    LoggedIn = 1,
}

/// <summary>When clean_jobs is true.</summary>
public enum CleanRule
{
    /// <summary>With a new block to build on.</summary>
    Block = 0,

    /// <summary>Never; a miner sees only by the previous block's hash that there is a new block: bstratum.</summary>
    Never = 1,

    /// <summary>With a new block, and with a new difficulty: public-pool.</summary>
    BlockOrDifficulty = 2,
}

/// <summary>What is sent with a new difficulty.</summary>
public enum DifficultyChange
{
    /// <summary>A new job: public-pool.</summary>
    NewJob = 0,

    /// <summary>The newest job once more, under the same name: miningcore.</summary>
    SameJob = 1,

    /// <summary>Nothing; it holds from the next job on, whenever that comes: ckpool.</summary>
    Alone = 2,

    /// <summary>The next job that everybody gets; until then it waits: node-stratum-pool.</summary>
    WithNextJob = 3,
}

/// <summary>What mining.suggest_difficulty is answered.</summary>
public enum SuggestReply
{
    /// <summary>true, and the pool follows it; false where its difficulty is fixed.</summary>
    Answer = 0,

    /// <summary>Nothing; the pool follows it where it is a whole number: ckpool.</summary>
    Silence = 1,

    /// <summary>mining.set_difficulty, once per connection: public-pool.</summary>
    Notification = 2,

    /// <summary>true, but the pool does not follow it: miningcore.</summary>
    Overlook = 3,
}

/// <summary>Who gets another extranonce1 with each new block.</summary>
public enum ExtranonceChange
{
    /// <summary>Nobody.</summary>
    Never = 0,

    /// <summary>Clients that asked for it with mining.extranonce.subscribe: NiceHash.</summary>
    Subscribers = 1,

    /// <summary>Everybody, whether they asked or not.</summary>
    Everybody = 2,
}

/// <summary>What happens to a share before the login.</summary>
public enum StrangerReply
{
    /// <summary>It is answered an error.</summary>
    Refuse = 0,

    /// <summary>The connection ends without an answer: public-pool.</summary>
    Drop = 1,

    /// <summary>It gets no answer where the client has subscribed; otherwise the connection ends: ckpool.</summary>
    Ignore = 2,
}

/// <summary>The block times that a share may have.</summary>
public enum NtimeRule
{
    /// <summary>From the job's to two hours after now.</summary>
    TemplateToFuture = 0,

    /// <summary>From the job's to 7,000 s after the job's: ckpool.</summary>
    JobAndAfter = 1,

    /// <summary>From two hours before now to two hours after now: bstratum.</summary>
    AroundNow = 2,
}

/// <summary>Which shares count as the same.</summary>
public enum DuplicateRule
{
    /// <summary>Those with the same hash: ckpool, bstratum.</summary>
    Hash = 0,

    /// <summary>
    /// Those of a job with the same texts; upper and lower case differ, version bits don't count: node-stratum-pool.
    /// </summary>
    Text = 1,

    /// <summary>The same, but upper and lower case don't differ: miningcore.</summary>
    TextAnyCase = 2,

    /// <summary>
    /// Those of a connection with the same texts, version bits and job included, even if the first one was refused:
    /// public-pool.
    /// </summary>
    Everything = 3,
}

/// <summary>The difficulty that a share has to meet.</summary>
public enum DifficultyGrace
{
    /// <summary>The one that held when its job was sent: ckpool.</summary>
    Job = 0,

    /// <summary>The newest one or the one before it: node-stratum-pool, miningcore.</summary>
    Previous = 1,

    /// <summary>The newest one, also for older jobs: public-pool, bstratum.</summary>
    None = 2,
}

/// <summary>One thing that a share is checked for. Of several faults the one checked first is answered.</summary>
public enum ShareCheck
{
    /// <summary>Somebody is logged in.</summary>
    Login = 0,

    /// <summary>The worker is one of those logged in.</summary>
    KnownWorker = 1,

    /// <summary>The connection is subscribed.</summary>
    Subscription = 2,

    /// <summary>The number of parameters is right.</summary>
    Count = 3,

    /// <summary>The worker's name is a text.</summary>
    WorkerName = 4,

    /// <summary>The job's name is a text.</summary>
    JobName = 5,

    /// <summary>Extranonce2 is hex of the agreed size.</summary>
    Extranonce2 = 6,

    /// <summary>The ntime is hex of eight digits.</summary>
    NtimeText = 7,

    /// <summary>The nonce is hex of eight digits.</summary>
    NonceText = 8,

    /// <summary>The job is known, and still valid unless <see cref="Stale"/> is checked on its own.</summary>
    Job = 9,

    /// <summary>The job is still valid.</summary>
    Stale = 10,

    /// <summary>The ntime is within bounds.</summary>
    NtimeRange = 11,

    /// <summary>The version bits are hex and keep to the mask.</summary>
    VersionBits = 12,

    /// <summary>The share did not come before.</summary>
    Duplicate = 13,

    /// <summary>The hash meets the difficulty.</summary>
    Difficulty = 14,
}
