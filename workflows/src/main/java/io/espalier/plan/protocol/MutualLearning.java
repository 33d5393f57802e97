package io.espalier.plan.protocol;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.ArmName;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.plan.Arm;
import io.espalier.plan.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Protocol {@code mutual_learning}, after weighted mutual learning (of which the abstract and
 * summaries were at hand and not the code): nested sub-networks of one network, made by taking
 * units out of the initial weights, share their weights and are trained at once, on the labels and
 * on each other's outputs. How much each counts, ω on the simplex, is fitted to training examples
 * that are held out of the rest: by the one-step hypergradient and a mirror step. Each peer is a
 * round, with its mask.
 */
@AutoService(Descriptor.class)
public final class MutualLearning implements Protocol, SettingsRules {
  /** Its settings; symbols as in {@code io.espalier.peer.MutualLoss}. */
  public record Settings(
      @Doc(
              "Parts of the units of every hidden layer that the peers have, falling: a round each."
                  + " Equal ones are equal networks.")
          @Range(min = 0, max = 1, above = true)
          @Default("[1, 0.75, 0.5, 0.25]")
          @Shorthand
          List<Double> widths,
      @Doc("α: share of what peers teach each other in the loss; the rest is that of the labels.")
          @Range(min = 0, max = 1)
          @Default("0.5")
          double alpha,
      @Doc("η of the mirror step that moves the weights ω of the peers; 0 leaves them as they are.")
          @Range(min = 0, max = 1e6)
          @Default("0.1")
          double eta,
      @Doc("Iterations from one mirror step to the next.") @Range(min = 1, max = 1e9) @Default("10")
          long every,
      @Doc(
              "Training examples, stratified by class, that no peer is trained on: only the weights"
                  + " of the peers are fitted to them. They are left out with eta 0 as well, so that"
                  + " arms train on the same examples.")
          @Range(min = 1, max = 1e9)
          @Default("1000")
          int outer,
      @Doc("Least weight of a peer: one that falls to 0 could not come back.")
          @Range(min = 0, max = 1, above = true, below = true)
          @Default("0.001")
          double floor,
      @Doc("Whether nothing is taken back through what a peer teaches, in step and hypergradient.")
          @Default("false")
          boolean stopGradient,
      @Doc(
              "Whether the hypergradient has its second term, by way of the step that the peers"
                  + " make. Without it ω follows the ensemble of the moment.")
          @Default("true")
          boolean secondTerm,
      @Doc(
              "Weights ω to begin with, one a peer and one more for permuted_peer, adding up to 1;"
                  + " equal ones where left out.")
          @Range(min = 0, max = 1)
          @Nullable List<Double> peerWeights,
      @Doc("The arm of this protocol whose last weights ω are begun with, in the same replicate.")
          @ArmName
          @Nullable String weightsFrom,
      @Doc(
              "Whether each peer is a training of its own, on the labels alone: what sharing is held"
                  + " against.")
          @Default("false")
          boolean independent,
      @Doc(
              "Whether there is one peer more, as narrow as the last, whose inputs are permuted. It"
                  + " is no result: its weight ω has to fall.")
          @Default("false")
          boolean permutedPeer) {
    public Settings {
      widths = List.copyOf(widths);
      peerWeights = peerWeights == null ? null : List.copyOf(peerWeights);
    }

    /** Networks that are trained at once. */
    int peers() {
      return widths.size() + (permutedPeer ? 1 : 0);
    }
  }

  @Override
  public String name() {
    return "mutual_learning";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains sub-networks of several widths at once, on shared weights and on each other.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    new MutualChecks(place, place.settings(Settings.class)).check();
  }

  @Override
  public int rounds(Named chosen, Experiment experiment, Catalog catalog) {
    return chosen.settings(Settings.class).widths().size();
  }

  @Override
  public @Nullable String unfitForMasks(Named chosen, Catalog catalog) {
    return null;
  }

  @Override
  public void plan(Arm arm) {
    new MutualTraining(arm, arm.settings(Settings.class)).add();
  }
}
