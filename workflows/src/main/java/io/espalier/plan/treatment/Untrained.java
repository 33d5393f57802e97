package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.plan.Input;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;

/**
 * Treatment {@code untrained}: θ₀ ⊙ m is evaluated as it is, a supermask after Zhou et al. 2019.
 * Nothing is trained; with {@code masks_from}, or with one-shot schedules, the masks are of trained
 * weights all the same.
 */
@AutoService(Descriptor.class)
public final class Untrained implements Treatment {
  /**
   * Parameters of the operator {@code untrained}: inputs {@code weights} and {@code mask}; output
   * {@code weights}, where kept.
   *
   * @param network its name
   */
  public record Parameters(String network) {}

  @Override
  public String name() {
    return "untrained";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "The initial weights where the mask keeps them, as they are: nothing is trained.";
  }

  @Override
  public boolean startsUntrained(Named chosen) {
    return true;
  }

  @Override
  public Training plan(Round round) {
    TaskBuilder masked =
        round.masked(
            "untrained",
            "untrained",
            new Parameters(round.replicate().network().name()),
            List.of(Input.weights(round.replicate().denseAt(0))));
    return new Training(masked, masked, 0);
  }
}
