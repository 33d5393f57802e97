package io.espalier.step.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.HeldStep;
import io.espalier.store.step.Steps;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an attempt counts as lost; the store's own tests say how it is ended. */
final class LostAttemptsTest {
  private static final HeldStep FIRST = new HeldStep("a".repeat(64), 1, "run", "a", "w1");
  private static final HeldStep LATER = new HeldStep("a".repeat(64), 2, "run", "a", "w2");

  private final List<HeldStep> runOut = new ArrayList<>();
  private final List<HeldStep> freed = new ArrayList<>();
  private boolean away;

  private final LostAttempts lost =
      new LostAttempts(
          (Steps)
              Proxy.newProxyInstance(
                  Steps.class.getClassLoader(),
                  new Class<?>[] {Steps.class},
                  (proxy, method, arguments) -> {
                    if (away) {
                      throw new StoreUnavailableException("away", new IOException("away"));
                    }
                    return method.getName().equals("free")
                        ? freed.add((HeldStep) arguments[0])
                        : List.copyOf(runOut);
                  }));

  @Test
  void aClaimThatIsSeenRunOutTwiceIsEnded() {
    runOut.add(FIRST);
    lost.look();
    assertThat(freed).isEmpty();

    lost.look();

    assertThat(freed).containsExactly(FIRST);
  }

  @Test
  void oneThatWasRenewedInBetweenBeginsAnew() {
    runOut.add(FIRST);
    lost.look();
    runOut.clear();
    lost.look();
    runOut.add(FIRST);
    lost.look();

    assertThat(freed).isEmpty();
  }

  @Test
  void aLaterAttemptAtTheStepIsAnotherOne() {
    runOut.add(FIRST);
    lost.look();
    runOut.set(0, LATER);
    lost.look();

    assertThat(freed).isEmpty();
  }

  @Test
  void afterTheStoreWasAwayAllWorkersHaveTimeToRenew() {
    runOut.add(FIRST);
    lost.look();
    away = true;
    lost.look();
    away = false;
    lost.look();

    assertThat(freed).isEmpty();
  }
}
