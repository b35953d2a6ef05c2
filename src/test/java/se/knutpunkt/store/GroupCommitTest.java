package se.knutpunkt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch first = new CountDownLatch(1);

    @Test
    void whoComesWhileOneIsWrittenSharesTheNextTransaction() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (GroupCommit<Integer, Integer> commit =
                new GroupCommit<>(
                        "test",
                        1,
                        100,
                        items -> {
                            sizes.add(items.size());
                            begun.countDown();
                            await(first);
                            return items.stream().map(item -> item * 10).toList();
                        })) {
            CompletableFuture<Integer> one = commit.submitLater(1);
            begun.await();
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int i = 2; i <= 11; i++) {
                others.add(commit.submitLater(i));
            }
            first.countDown();
            assertThat(one.get()).isEqualTo(10);
            assertThat(others.stream().map(CompletableFuture::join))
                    .containsExactly(20, 30, 40, 50, 60, 70, 80, 90, 100, 110);
            assertThat(sizes).containsExactly(1, 10);
        }
    }

    @Test
    void aTransactionThatFailsFailsEachOfIts() {
        try (GroupCommit<Integer, Integer> commit =
                new GroupCommit<>(
                        "test",
                        1,
                        100,
                        items -> {
                            throw new IllegalArgumentException("no");
                        })) {
            assertThatThrownBy(() -> commit.submit(1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void noTransactionIsLargerThanAllowed() {
        try (GroupCommit<Integer, Integer> commit =
                new GroupCommit<>(
                        "test",
                        2,
                        3,
                        items -> {
                            sizes.add(items.size());
                            return items;
                        })) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(commit.submitLater(i));
            }
            all.forEach(CompletableFuture::join);
            assertThat(sizes).allMatch(size -> size <= 3);
            assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(50);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
