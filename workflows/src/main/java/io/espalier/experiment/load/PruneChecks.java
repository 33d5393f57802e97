package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.Granularities;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.ScopeDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.Complaint;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.Layers;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.ScheduleConfig;
import io.espalier.experiment.read.Expected;
import io.espalier.experiment.read.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold between prune settings and the network they prune. */
public final class PruneChecks {
  private final Experiment experiment;
  private final Catalog catalog;
  private final NetworkDescriptor network;
  private final Complaint failure;

  /**
   * Checks for a network.
   *
   * @param failure throws
   */
  public PruneChecks(
      Experiment experiment, Catalog catalog, NetworkDescriptor network, Complaint failure) {
    this.experiment = experiment;
    this.catalog = catalog;
    this.network = network;
    this.failure = failure;
  }

  /**
   * Refuses the first value that does not fit.
   *
   * @param path of the settings, such as {@code prune}
   */
  public void check(String path, PruneConfig prune) {
    ScheduleChecks.check(path, prune, failure);
    byLayer(path, prune);
    criterion(path, path, prune, prune.criterion(), prune.granularity());
    layers(path, prune);
    Granularities granularities = prune.granularities(network);
    Set<Granularity> used =
        network.layers().stream()
            .map(layer -> granularities.of(layer.name()))
            .collect(Collectors.toSet());
    if (used.contains(Granularity.FILTER)) {
      network
          .unfitForUnits()
          .ifPresent(layer -> unfit(layer, "another layer, or granularity weight"));
    }
    if (prune.shrink() && !used.equals(Set.of(Granularity.FILTER))) {
      fail(path + ".shrink", "shrink: true", "granularity filter, whose filters can be taken out");
    }
  }

  private void byLayer(String path, PruneConfig prune) {
    String at = path + ".by_layer";
    resolve(at, List.copyOf(prune.byLayer().keySet()), false);
    ScopeDescriptor scope = catalog.get(ScopeDescriptor.class, prune.scope().name());
    if (!scope.takesFractions() && !prune.byLayer().isEmpty()) {
      fail(at, "other settings for single layers", "scope layer, or no by_layer");
    }
    prune
        .byLayer()
        .forEach(
            (name, own) -> {
              String here = at + "." + name;
              if (own.criterion() == null && own.granularity() == null) {
                fail(here, "nothing", "a criterion, a granularity or both");
              }
              criterion(path, here, prune, own.criterion(prune), own.granularity(prune));
            });
  }

  private void criterion(
      String path, String at, PruneConfig prune, Named named, Granularity granularity) {
    CriterionDescriptor criterion = catalog.get(CriterionDescriptor.class, named.name());
    if (!criterion.granularities().contains(granularity)) {
      fail(
          at + ".granularity",
          granularity.id(),
          criterion.granularities().stream()
                  .map(Granularity::id)
                  .sorted()
                  .collect(Collectors.joining(" or "))
              + " for the criterion "
              + criterion.name());
    }
    criterion
        .unfit(network)
        .ifPresent(
            layer -> unfit(layer, "another layer, or another criterion than " + criterion.name()));
    int trainExamples =
        experiment
            .data()
            .trainExamples(
                catalog.get(DataSetDescriptor.class, experiment.data().name()).trainExamples());
    if (criterion.needsData() && prune.examples() > trainExamples) {
      fail(
          path + ".examples",
          String.valueOf(prune.examples()),
          "at most the " + trainExamples + " examples that are left to train on");
    }
  }

  private void layers(String path, PruneConfig prune) {
    Map<String, Double> fractions =
        prune.effectiveSchedule() instanceof ScheduleConfig.Fraction parts
            ? parts.fractions()
            : Map.of();
    String at = path + (prune.schedule() == null ? "" : ".schedule.fraction") + ".fractions";
    ScopeDescriptor scope = catalog.get(ScopeDescriptor.class, prune.scope().name());
    if (!scope.takesFractions() && !fractions.isEmpty()) {
      fail(at, "fractions for single layers", "scope layer, or no fractions");
    }
    List<String> ignored = resolve(path + ".ignore", prune.ignore(), true);
    List<String> prunable =
        network.prunableLayers(prune.granularities(network), ignored).stream()
            .map(LayerShape::name)
            .toList();
    if (prunable.isEmpty()) {
      fail(path + ".ignore", "every layer", "a layer that can be pruned");
    }
    List<String> named = resolve(at, List.copyOf(fractions.keySet()), false);
    for (String layer : named) {
      if (ignored.contains(layer)) {
        fail(at, "a fraction for " + layer, "layers that are not in ignore");
      }
      if (!prunable.contains(layer)) {
        fail(
            at,
            "a fraction for " + layer,
            "other layers: with granularity filter the output layer keeps its units, the classes;"
                + " with channel a layer of one input channel keeps it");
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

  private void unfit(UnfitLayer layer, String expected) {
    fail(ModelChecks.path(experiment.model(), layer), layer.toString(), expected);
  }

  private void fail(String path, String got, String expected) {
    failure.fail(path, got, expected);
  }
}
