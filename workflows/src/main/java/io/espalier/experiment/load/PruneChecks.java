package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.ScopeDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.experiment.AfterPrune;
import io.espalier.experiment.Layers;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.read.Expected;
import io.espalier.experiment.read.Field;
import io.espalier.experiment.read.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold between prune settings and the network they prune. */
final class PruneChecks {
  private final Catalog catalog;
  private final NetworkDescriptor network;
  private final int trainExamples;
  private final Failure failure;
  private final Misfit misfit;

  /** Says what is wrong where. */
  interface Failure {
    void fail(String path, String got, String expected);
  }

  /** Says that a layer cannot be passed, and what would be in its place. */
  interface Misfit {
    void fail(UnfitLayer layer, String expected);
  }

  PruneChecks(
      Catalog catalog,
      NetworkDescriptor network,
      int trainExamples,
      Failure failure,
      Misfit misfit) {
    this.misfit = misfit;
    this.catalog = catalog;
    this.network = network;
    this.trainExamples = trainExamples;
    this.failure = failure;
  }

  void check(String path, PruneConfig prune) {
    ladder(path, prune);
    criterion(path, prune);
    layers(path, prune);
    if (prune.granularity() == Granularity.FILTER) {
      network
          .unfitForUnits()
          .ifPresent(layer -> misfit.fail(layer, "another layer, or granularity weight"));
    }
    if (prune.shrink() && prune.granularity() != Granularity.FILTER) {
      fail(path + ".shrink", "shrink: true", "granularity filter, whose filters can be taken out");
    }
  }

  /** Whether an arm that prunes by these settings can go on as it says. */
  void treatment(String path, PruneConfig prune, AfterPrune treatment) {
    boolean initial =
        treatment instanceof AfterPrune.Reinitialise
            || (treatment instanceof AfterPrune.Rewind rewind && rewind.to() == 0);
    if (prune.at() == PruneConfig.At.INITIALISATION && !initial) {
      fail(
          path,
          "weights from a training, pruned at initialisation",
          "rewind: 0 or reinitialise, since nothing is trained before the mask");
    }
  }

  private void ladder(String path, PruneConfig prune) {
    List<Double> densities = prune.densities();
    if (densities == null && prune.at() == PruneConfig.At.INITIALISATION) {
      fail(path, "at initialisation without densities", "densities, each reached in one go");
    }
    if (prune.steps() > 1 && prune.at() != PruneConfig.At.INITIALISATION) {
      fail(path + ".steps", prune.steps() + " steps with trained weights", "at: initialisation");
    }
    if (densities == null) {
      if (prune.rounds() == null || prune.fraction() == null) {
        String missing = prune.rounds() == null ? "rounds" : "fraction";
        fail(path, "no " + missing, "rounds and fraction, or densities");
      }
      return;
    }
    if (prune.rounds() != null || prune.fraction() != null || !prune.fractions().isEmpty()) {
      String other =
          prune.rounds() != null ? "rounds" : prune.fraction() != null ? "fraction" : "fractions";
      fail(path + "." + other, other + " and densities", "rounds and fraction, or densities");
    }
    if (densities.isEmpty() || densities.size() > 99) {
      fail(path + ".densities", densities.size() + " densities", "1 to 99 of them");
    }
    for (int i = 1; i < densities.size(); i++) {
      if (densities.get(i) >= densities.get(i - 1)) {
        fail(
            path + ".densities." + i,
            String.valueOf(densities.get(i)),
            "less than the " + densities.get(i - 1) + " before it");
      }
    }
  }

  private void criterion(String path, PruneConfig prune) {
    CriterionDescriptor criterion =
        catalog.get(CriterionDescriptor.class, prune.criterion().name());
    if (!criterion.granularities().contains(prune.granularity())) {
      fail(
          path + ".granularity",
          Field.choice(prune.granularity()),
          criterion.granularities().stream()
                  .map(Field::choice)
                  .sorted()
                  .collect(Collectors.joining(" or "))
              + " for the criterion "
              + criterion.name());
    }
    criterion
        .unfit(network)
        .ifPresent(
            layer ->
                misfit.fail(layer, "another layer, or another criterion than " + criterion.name()));
    if (criterion.needsData() && prune.examples() > trainExamples) {
      fail(
          path + ".examples",
          String.valueOf(prune.examples()),
          "at most the " + trainExamples + " examples that are left to train on");
    }
  }

  private void layers(String path, PruneConfig prune) {
    ScopeDescriptor scope = catalog.get(ScopeDescriptor.class, prune.scope().name());
    if (!scope.takesFractions() && !prune.fractions().isEmpty()) {
      fail(path + ".fractions", "fractions for single layers", "scope layer, or no fractions");
    }
    List<String> ignored = resolve(path + ".ignore", prune.ignore(), true);
    List<String> prunable =
        network.prunableLayers(prune.granularity(), ignored).stream()
            .map(LayerShape::name)
            .toList();
    if (prunable.isEmpty()) {
      fail(path + ".ignore", "every layer", "a layer that can be pruned");
    }
    List<String> named =
        resolve(path + ".fractions", List.copyOf(prune.fractions().keySet()), false);
    for (String layer : named) {
      if (ignored.contains(layer)) {
        fail(path + ".fractions", "a fraction for " + layer, "layers that are not in ignore");
      }
      if (!prunable.contains(layer)) {
        fail(
            path + ".fractions",
            "a fraction for " + layer,
            "other layers: with granularity filter the output layer keeps its units, the classes");
      }
    }
  }

  private List<String> resolve(String path, List<String> names, boolean list) {
    List<String> known = Layers.known(network);
    Set<String> seen = new HashSet<>();
    List<String> resolved = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String at = path + "." + (list ? String.valueOf(i) : name);
      if (!known.contains(name)) {
        String hint =
            NearestName.of(name, known).map(near -> "; did you mean " + near + "?").orElse("");
        fail(at, name, Expected.oneOf(known) + hint);
      }
      for (String layer : Layers.resolve(network, name)) {
        if (!seen.add(layer)) {
          fail(at, "the layer " + layer + " a second time", "every layer once");
        }
        resolved.add(layer);
      }
    }
    return resolved;
  }

  private void fail(String path, String got, String expected) {
    failure.fail(path, got, expected);
  }
}
