package io.espalier.plan.treatment;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.operator.ReinitialiseParameters;
import io.espalier.plan.Replicate;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import java.util.List;

/**
 * Treatment {@code reinitialise}: the mask stays, the weights are drawn anew from the distribution
 * of the initial ones, and trained over the whole schedule (the control of Frankle and Carbin
 * 2019).
 */
@AutoService(Descriptor.class)
public final class Reinitialise implements Treatment {
  /**
   * Its settings.
   *
   * @param draws independent draws in every round
   */
  public record Settings(
      @Doc("Independent draws in every round.") @Range(min = 1, max = 99) @Default("1") @Shorthand
          int draws) {}

  @Override
  public String name() {
    return "reinitialise";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Fresh weights where the mask keeps them, then the whole schedule.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public int draws(Named chosen) {
    return chosen.settings(Settings.class).draws();
  }

  @Override
  public boolean startsUntrained(Named chosen) {
    return true;
  }

  @Override
  public Training plan(Round round) {
    Replicate replicate = round.replicate();
    Record parameters =
        new ReinitialiseParameters(
            replicate.network().name(), replicate.experiment().model().initialiserId());
    TaskBuilder start =
        round.masked("reinitialise", "reinitialise", parameters, List.of()).stream(
            "reinitialise", replicate.seed(), replicate.path(round.number(), round.draw()));
    return round.train(start, round.arm().schedule(0, replicate.iterations()));
  }
}
