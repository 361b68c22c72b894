namespace NightMiner.Workbench.Explain;

/// <summary>
/// The job that NightMiner always had built in: real work of a Litecoin pool of January 2014, with a scrypt share that
/// meets difficulty 32.
/// </summary>
public static class ExampleJob
{
    /// <summary>Its conversation, line by line: the answer to subscribe, difficulty, job, share, answer.</summary>
    public static IReadOnlyList<string> Lines { get; } =
    [
        """{"id":1,"result":[["mining.notify","ae6812eb4cd7735a302a8a9dd95cf71f"],"f800880e",4],"error":null}""",
        """{"id":null,"method":"mining.set_difficulty","params":[32]}""",
        """{"id":null,"method":"mining.notify","params":["1db7","""
            + "\"0b29bfff96c5dc08ee65e63d7b7bab431745b089ff0cf95b49a1631e1d2f9f31\","
            + "\"01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff25"
            + "03777d07062f503253482f0405b8c75208\","
            + "\"0b2f436f696e48756e74722f0000000001603f352a010000001976a914c633315d376c20a973a758f7422d67f7bfed9c5888"
            + "ac00000000\","
            + "[\"f0dbca1ee1a9f6388d07d97c1ab0de0e41acdf2edac4b95780ba0a1ec14103b3\","
            + "\"8e43fd2988ac40c5d97702b7e5ccdf5b06d58f0e0d323f74dd5082232c1aedf7\","
            + "\"1177601320ac928b8c145d771dae78a3901a089fa4aca8def01cbff747355818\","
            + "\"9f64f3b0d9edddb14be6f71c3ac2e80455916e207ffc003316c6a515452aa7b4\","
            + "\"2d0b54af60fad4ae59ec02031f661d026f2bb95e2eeb1e6657a35036c017c595\"],"
            + "\"00000002\",\"1b148272\",\"52c7b81a\",true]}",
        """{"id":4,"method":"mining.submit","params":["user.worker","1db7","00000000","52c7b81a","482601c0"]}""",
        """{"id":4,"result":true,"error":null}""",
    ];
}
