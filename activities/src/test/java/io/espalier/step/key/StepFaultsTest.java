package io.espalier.step.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.KnownFault;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A step's key says which versions it ran under, and the catalog what was wrong with them. */
class StepFaultsTest {
  private static final Catalog CATALOG = new Catalog(List.of(new Mended(), new Slow()), Map.of());

  @Test
  void aStepOfTheLastVersionThatHasAFaultHasIt() {
    assertThat(faults("\"versions\":{\"criterion/mended\":2}"))
        .containsExactly(new StepFaults.Fault("criterion/mended", 2, "counted wrongly"));
    assertThat(faults("\"versions\":{\"criterion/mended\":1}"))
        .containsExactly(
            new StepFaults.Fault("criterion/mended", 1, "drew the same numbers twice"),
            new StepFaults.Fault("criterion/mended", 1, "counted wrongly"));
  }

  @Test
  void aStepOfALaterVersionHasNone() {
    assertThat(faults("\"versions\":{\"criterion/mended\":3}")).isEmpty();
  }

  @Test
  void anotherKindOfTheSameNameIsAnother() {
    assertThat(faults("\"versions\":{\"network/mended\":1,\"unheard/of\":1}")).isEmpty();
  }

  @Test
  void theFirstVersionOfAnExecutorLeavesNoTraceAndIsMeant() {
    assertThat(faults("\"executor\":\"slow\",\"versions\":{}"))
        .containsExactly(new StepFaults.Fault("executor/slow", 1, "rounds up"));
    assertThat(faults("\"executor\":\"slow\",\"versions\":{\"executor/slow\":2}")).isEmpty();
  }

  @Test
  void whatIsNoKeyIsRefused() {
    assertThatThrownBy(() -> StepFaults.of(CATALOG, "{"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not key material: ");
  }

  @Test
  void everyFaultIsOneOfAnEarlierVersionAndASentence() {
    for (Class<? extends Descriptor> kind :
        List.of(CriterionDescriptor.class, ExecutorDescriptor.class, NetworkDescriptor.class)) {
      for (Descriptor descriptor : Catalog.builtIn().all(kind)) {
        for (KnownFault fault : descriptor.knownFaults()) {
          assertThat(fault.lastVersion()).as(descriptor.name()).isLessThan(descriptor.version());
          assertThat(fault.text()).as(descriptor.name()).hasSizeGreaterThan(20);
        }
      }
    }
  }

  private static List<StepFaults.Fault> faults(String rest) {
    return StepFaults.of(CATALOG, "{\"operator\":\"score\",\"operatorVersion\":1," + rest + "}");
  }

  private static final class Mended implements CriterionDescriptor {
    @Override
    public String name() {
      return "mended";
    }

    @Override
    public int version() {
      return 3;
    }

    @Override
    public String summary() {
      return "Was wrong twice.";
    }

    @Override
    public List<KnownFault> knownFaults() {
      return List.of(
          new KnownFault(1, "drew the same numbers twice"), new KnownFault(2, "counted wrongly"));
    }

    @Override
    public Set<Granularity> granularities() {
      return Set.of(Granularity.WEIGHT);
    }
  }

  private static final class Slow implements ExecutorDescriptor {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public String summary() {
      return "Was wrong once.";
    }

    @Override
    public List<KnownFault> knownFaults() {
      return List.of(new KnownFault(1, "rounds up"));
    }

    @Override
    public Optional<UnfitLayer> unfit(NetworkDescriptor network) {
      return Optional.empty();
    }
  }
}
