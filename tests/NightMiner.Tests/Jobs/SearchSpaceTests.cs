using System.Collections.Concurrent;
using FsCheck.Fluent;
using NightMiner.Jobs;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Jobs;

public sealed class SearchSpaceTests
{
    private const uint HalfBillion = 1u << 29;

    [Fact]
    public void Slices_follow_each_other_without_gap_or_overlap() => Properties.Holds(
        from size in Gen.Choose(0, 32)
        from first in Gen.Choose(0, 1000)
        from counts in Gen.OneOf(Gen.Choose(1, 1000), Gen.Choose(1 << 20, int.MaxValue)).NonEmptyListOf()
        select (size, first, counts), given =>
        {
            SearchSpace space = new(given.size, (ulong)given.first);
            ulong values = given.size >= 4 ? 1UL << 32 : 1UL << (8 * given.size);
            ulong position = 0;
            foreach (int count in given.counts)
            {
                Assert.True(space.TryTake((uint)count, uint.MaxValue, out Slice slice));
                Assert.Equal((uint)position, slice.FirstNonce);
                Assert.Equal(((ulong)given.first + (position >> 32)) % values, slice.Extranonce2);
                Assert.Equal((position >> 32) / values, slice.TimeOffset);
                Assert.InRange(slice.Count, 1u, (uint)count);
                Assert.True(slice.FirstNonce + (ulong)slice.Count <= 1UL << 32); // one extranonce2 a slice
                position += slice.Count;
            }
        });

    [Fact]
    public void After_the_last_nonce_comes_the_next_extranonce2()
    {
        SearchSpace space = new(extranonce2Size: 4, firstExtranonce2: 7);
        for (int i = 0; i < 7; i++) Take(space, HalfBillion);
        Assert.Equal(new Slice(7, 0, 7 * HalfBillion, HalfBillion), Take(space, uint.MaxValue)); // cut at 2^32
        Assert.Equal(new Slice(8, 0, 0, 1), Take(space, 1));
        Assert.Equal(9ul, space.NextExtranonce2);
    }

    [Fact]
    public void Block_time_moves_only_when_all_else_is_used_up_and_the_clock_allows_it()
    {
        SearchSpace space = new(extranonce2Size: 0);
        for (int i = 0; i < 8; i++) Assert.Equal(0u, Take(space, HalfBillion).TimeOffset);
        Assert.False(space.TryTake(10, secondsAhead: 0, out _));
        Assert.False(space.TryTake(10, secondsAhead: 0, out _));
        Assert.True(space.TryTake(10, secondsAhead: 1, out Slice slice));
        Assert.Equal(new Slice(0, 1, 0, 10), slice);
        Assert.False(space.TryTake(10, secondsAhead: 0, out _)); // a job sent again is younger than its space
    }

    [Fact]
    public void A_single_byte_of_extranonce2_wraps_to_the_values_not_used_yet()
    {
        SearchSpace space = new(extranonce2Size: 1, firstExtranonce2: 255);
        HashSet<ulong> values = [];
        for (int i = 0; i < 256; i++)
        {
            Slice slice = Take(space, uint.MaxValue);
            Assert.True(values.Add(slice.Extranonce2));
            Assert.Equal(0u, slice.TimeOffset);
            Take(space, 1); // the one nonce that is left
        }
        Assert.False(space.TryTake(1, secondsAhead: 0, out _));
    }

    [Fact]
    public void Many_threads_never_get_the_same_nonce()
    {
        SearchSpace space = new(extranonce2Size: 4);
        ConcurrentBag<Slice> taken = [];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(number => new Thread(() =>
        {
            Random random = new(number);
            for (int i = 0; i < 5000; i++) taken.Add(Take(space, (uint)random.Next(1, 1 << 24)));
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        ulong position = 0;
        foreach (Slice slice in taken.OrderBy(slice => (slice.Extranonce2 << 32) + slice.FirstNonce))
        {
            Assert.Equal(position, (slice.Extranonce2 << 32) + slice.FirstNonce);
            position += slice.Count;
        }
    }

    private static Slice Take(SearchSpace space, uint count)
    {
        Assert.True(space.TryTake(count, secondsAhead: 0, out Slice slice));
        return slice;
    }
}
