package io.espalier.step.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private final Waits waits = new Waits();

  @Test
  void aWaitLastsFromTheFirstFailureInARow() {
    waits.failed("run", "a", Wait.For.DISK, "first");
    Wait first = waits.of("run").get(0);
    waits.failed("run", "a", Wait.For.DISK, "second");
    assertThat(waits.of("run"))
        .containsExactly(new Wait("a", Wait.For.DISK, "second", first.since()));
    waits.over("run", "a");
    assertThat(waits.of("run")).isEmpty();
  }

  @Test
  void anotherKindOfFailureEndsIt() {
    waits.failed("run", "a", Wait.For.DISK, "full");
    waits.failed("run", "a", Wait.For.STEP, "busy");
    assertThat(waits.of("run")).extracting(Wait::what).containsExactly(Wait.For.STEP);
    waits.failed("run", "a", null, "no luck");
    assertThat(waits.of("run")).isEmpty();
  }

  @Test
  void aStoreThatAnswersEndsWaitsForItAndForStepsButSaysNothingOfTheDiskOrTheBucket() {
    waits.failed("run", "a", Wait.For.DISK, "full");
    waits.failed("run", "e", Wait.For.BUCKET, "away");
    waits.storeAnswered("run", "e");
    waits.failed("run", "b", Wait.For.STORE, "away");
    waits.failed("run", "c", Wait.For.STEP, "busy");
    waits.storeAnswered("run", "a");
    waits.storeAnswered("run", "b");
    waits.storeAnswered("run", "c");
    waits.storeAnswered("run", "d");
    assertThat(waits.of("run")).extracting(Wait::who).containsExactly("a", "e");
  }

  @Test
  void whatFailedSaysWhatIsWaitedFor() {
    IOException cause = new IOException("refused");
    assertThat(Wait.For.store(StoreUnavailableException.ofBucket("away", cause)))
        .isEqualTo(Wait.For.BUCKET);
    assertThat(Wait.For.store(new StoreUnavailableException("full", cause)))
        .isEqualTo(Wait.For.DISK);
    assertThat(Wait.For.store(new StoreUnavailableException("away", new ConnectException("no"))))
        .isEqualTo(Wait.For.STORE);
  }

  @Test
  void runsWaitEachForThemselves() {
    waits.failed("one", "a", Wait.For.DISK, "full");
    assertThat(waits.of("other")).isEmpty();
  }
}
