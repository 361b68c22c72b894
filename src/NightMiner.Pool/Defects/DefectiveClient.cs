using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NightMiner.Pool.Sessions;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Pool.Defects;

/// <summary>Spoils what a pool sends to one client.</summary>
internal sealed class DefectiveClient(ISessionClient client, Sabotage sabotage) : ISessionClient
{
    private const double ExactBelow = 1L << 53; // a double holds every whole number up to there

    private readonly List<JsonObject> _held = [];
    private bool _isDeaf;
    private bool _hasSaidYes;
    private int _subscriptions;

    /// <inheritdoc/>
    public long Number => client.Number;

    /// <inheritdoc/>
    public void Send(byte[] line, RefusalKind refused = RefusalKind.None)
    {
        if (line.AsSpan().StartsWith("HTTP/"u8) && sabotage.Defects.Contains(PoolDefect.DeafAfterHttp)) _isDeaf = true;
        if (_isDeaf) return;
        if (line[0] != (byte)'{' || JsonNode.Parse(line) is not JsonObject message)
        {
            client.Send(line);
            return;
        }
        foreach (PoolDefect defect in sabotage.Defects)
            if (!Spoil(defect, message, refused))
                return;
        Write(message);
        if (!IsCall(message, Notify.MethodName)) return;
        foreach (JsonObject held in _held) Write(held);
        _held.Clear();
    }

    /// <inheritdoc/>
    public void Drop(string reason, RefusalKind cause = RefusalKind.None)
    {
        if (_isDeaf) return;
        bool isJunk = cause == RefusalKind.NotJson;
        if (isJunk && sabotage.Defects.Contains(PoolDefect.JunkDropsEverybody)) sabotage.DropEverybody(reason);
        client.Drop(reason, cause);
    }

    // False: the message is not sent now, or never.
    private bool Spoil(PoolDefect defect, JsonObject message, RefusalKind refused)
    {
        switch (defect)
        {
            case PoolDefect.WrongId:
            case PoolDefect.NumberIdAsText:
            case PoolDefect.TextIdAsNumber:
            case PoolDefect.RoundsBigIds:
            case PoolDefect.LosesMinusOfIds:
                if (!message.ContainsKey("method") && message["id"] is JsonValue id)
                    message["id"] = SpoilId(defect, id);
                return true;
            case PoolDefect.AnswerAfterJob when IsSubscription(message):
            case PoolDefect.DifficultyAfterJob when IsCall(message, SetDifficulty.MethodName):
                _held.Add(message);
                return false;
            case PoolDefect.SilentOnUnknownMethods:
                return refused != RefusalKind.UnknownMethod;
            case PoolDefect.ErrorAsText when message["error"] is JsonArray error:
                message["error"] = error[1]!.GetValue<string>();
                return true;
            case PoolDefect.LoginAnswersOne when message["result"] is JsonValue yes && !_hasSaidYes
                && yes.GetValueKind() == JsonValueKind.True: // the first yes of a connection is that to the login
                _hasSaidYes = true;
                message["result"] = 1;
                return true;
            case PoolDefect.AnswersTwice when message["result"] is JsonValue yes
                && yes.GetValueKind() == JsonValueKind.True:
                if (_hasSaidYes) Write(message);
                _hasSaidYes = true;
                return true;
            case PoolDefect.MaskNotAskedFor when message["result"] is JsonObject granted:
                if (granted.ContainsKey("version-rolling.mask"))
                    granted["version-rolling.mask"] = $"{RolledVersions.Bits:x8}";
                return true;
            case PoolDefect.ShortSubscription or PoolDefect.ChangesExtranonce1 when IsSubscription(message):
                SpoilSubscription(defect, message["result"]!.AsArray());
                return true;
            case PoolDefect.DifficultyAsText when IsCall(message, SetDifficulty.MethodName):
                message["params"]![0] = message["params"]![0]!.ToJsonString();
                return true;
            default:
                if (IsCall(message, Notify.MethodName)) SpoilJob(defect, message, message["params"]!.AsArray());
                return true;
        }
    }

    private static JsonNode SpoilId(PoolDefect defect, JsonValue id)
    {
        string text = id.ToJsonString();
        bool isNumber = id.GetValueKind() == JsonValueKind.Number;
        bool isWhole = decimal.TryParse(
            text.Trim('"'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number);
        return defect switch
        {
            PoolDefect.WrongId when isNumber && isWhole => JsonValue.Create(number + 1),
            PoolDefect.NumberIdAsText when isNumber => JsonValue.Create(text),
            PoolDefect.TextIdAsNumber when !isNumber && isWhole => JsonValue.Create(number),
            PoolDefect.RoundsBigIds when isNumber && isWhole && Math.Abs((double)number) >= ExactBelow =>
                JsonValue.Create((decimal)(double)number),
            PoolDefect.LosesMinusOfIds when isNumber && isWhole => JsonValue.Create(Math.Abs(number)),
            _ => id.DeepClone(),
        };
    }

    private void SpoilSubscription(PoolDefect defect, JsonArray result)
    {
        if (defect == PoolDefect.ShortSubscription) result.RemoveAt(2);
        else if (++_subscriptions > 1) result[1] = "ff" + result[1]!.GetValue<string>()[2..];
    }

    private static void SpoilJob(PoolDefect defect, JsonObject message, JsonArray parameters)
    {
        if (defect == PoolDefect.EightParameters) parameters.RemoveAt(8);
        if (defect == PoolDefect.NotifyWithId) message["id"] = 1;
        if (defect == PoolDefect.NeverClean) parameters[8] = false;
        if (defect == PoolDefect.AlwaysClean) parameters[8] = true;
    }

    private void Write(JsonObject message) => client.Send(Encoding.UTF8.GetBytes(message.ToJsonString() + "\n"));

    private static bool IsCall(JsonObject message, string method) =>
        message["method"] is JsonValue name && name.GetValue<string>() == method;

    private static bool IsSubscription(JsonObject message) => message["result"] is JsonArray { Count: 3 };
}
