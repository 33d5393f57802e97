package io.espalier.plan.protocol.dense;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.Arm;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Protocol;
import io.espalier.plan.Replicate;
import java.util.List;

/**
 * Protocol {@code narrow_dense}: never prunes; trains dense networks with as many parameters as
 * another arm's rounds leave, by smaller widths. The control for size of Jin et al. 2022 (of which
 * the abstract was at hand) and of studies of tickets on few data: what of a ticket's gain is that
 * it is small? What is trained is the narrow network alone, in the layers that its description
 * names.
 */
@AutoService(Descriptor.class)
public final class NarrowDense implements Protocol, SettingsRules {
  /** How long a narrow network trains. */
  public enum Cycles {
    /** The schedule once. */
    ONE,
    /** As many iterations as the other arm's result rests on, the schedule again and again. */
    MATCHED
  }

  /**
   * Its settings.
   *
   * @param asSmallAs the arm whose parameters are matched, round by round
   * @param rounds which of its rounds, empty for all
   * @param cycles how long
   */
  public record Settings(
      @Doc("The arm whose number of parameters is matched, round by round.") @ArmName @Shorthand
          String asSmallAs,
      @Doc("Which of its rounds; all where left out.") @Range(min = 1, max = 99) @Default("[]")
          List<Integer> rounds,
      @Doc(
              "How long: the schedule once, or as many iterations as the other arm's result rests"
                  + " on.")
          @Default("one")
          Cycles cycles) {
    public Settings {
      rounds = List.copyOf(rounds);
    }
  }

  @Override
  public String name() {
    return "narrow_dense";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Never prunes; trains narrower networks with as many parameters as another arm's rounds.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    new NarrowChecks(place, place.settings(Settings.class)).check();
  }

  @Override
  public boolean ownNetwork() {
    return false;
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    Settings settings = chosen.settings(Settings.class);
    return ChosenRounds.last(settings.rounds(), there(settings, experiment, catalog));
  }

  /** The rounds that there will be, as the settings have them. */
  static List<Integer> wanted(Settings settings, Experiment experiment, Catalog catalog) {
    return ChosenRounds.of(settings.rounds(), there(settings, experiment, catalog));
  }

  private static int there(Settings settings, Experiment experiment, Catalog catalog) {
    return ArmRules.rounds(settings.asSmallAs(), experiment, catalog);
  }

  /**
   * The narrow network for a round.
   *
   * @throws IllegalArgumentException where there is none, saying what there is in its place
   */
  static NetworkDescriptor narrow(
      Settings settings,
      Experiment experiment,
      Catalog catalog,
      NetworkDescriptor network,
      int round) {
    long left =
        ArmRules.weightsLeft(settings.asSmallAs(), experiment, catalog, network, round)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        settings.asSmallAs() + ", which prunes no single weights"));
    long weights = network.layers().stream().mapToLong(LayerShape::weights).sum();
    List<Named> layers = network.narrowed(network.parameterCount() - weights + left);
    String text =
        catalog
            .get(DescribedNetworks.class, DescribedNetworks.NAME)
            .text(network.inputShape(), network.classes(), layers, catalog);
    return catalog.get(NetworkDescriptor.class, text);
  }

  @Override
  public void plan(Arm arm) {
    Settings settings = arm.settings(Settings.class);
    Replicate replicate = arm.replicate();
    Experiment experiment = replicate.experiment();
    arm.dense(1, replicate.weights());
    for (int round : wanted(settings, experiment, replicate.catalog())) {
      PlannedResult other = replicate.result(settings.asSmallAs(), round, 1);
      NetworkDescriptor network =
          narrow(settings, experiment, replicate.catalog(), replicate.network(), round);
      long iterations =
          settings.cycles() == Cycles.ONE ? replicate.iterations() : other.iterationsTotal();
      new NarrowTraining(arm.round(round), network).add(iterations);
    }
  }
}
