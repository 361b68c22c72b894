using System.Text;
using System.Text.RegularExpressions;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Pool.Messages;

/// <summary>The line of a mining.notify, with or without the leading zeros of its three numbers.</summary>
internal static partial class JobLine
{
    /// <summary>The line with its end.</summary>
    public static byte[] Write(Notify notify, bool isUnpadded)
    {
        byte[] line = MessageWriter.Request(MessageId.None, Notify.MethodName, notify.WriteParameters);
        return isUnpadded
            ? Encoding.ASCII.GetBytes(Numbers().Replace(Encoding.ASCII.GetString(line), TrimZeros))
            : line;
    }

    /// <summary>The name of a job.</summary>
    /// <param name="shape">How the pool names its jobs.</param>
    /// <param name="number">The job's number.</param>
    /// <param name="time">The template's time, in seconds since 1970.</param>
    public static JobId IdOf(JobIdShape shape, uint number, uint time) => shape switch
    {
        JobIdShape.Hex8 => new JobId($"{number:x8}"),
        JobIdShape.Hex16 => new JobId($"{number:x16}"),
        JobIdShape.TimeAndCounter => new JobId($"{time}:{number}"),
        JobIdShape.Number => new JobId($"{number}", IsNumber: true),
        _ => new JobId($"{number:x}"),
    };

    private static string TrimZeros(Match number) =>
        number.Value is "00000000" ? "0" : number.Value.TrimStart('0');

    // Version, nbits and ntime: the only texts of eight digits between the branch and the last parameter.
    [GeneratedRegex("""(?<=\],.*")[0-9a-f]{8}(?=")""")]
    private static partial Regex Numbers();
}
