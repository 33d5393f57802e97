package io.espalier.experiment;

import io.espalier.catalog.setting.Named;
import io.espalier.experiment.read.Choices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which arms name which, and the order in which they can be planned. */
public final class ArmOrder {
  private ArmOrder() {}

  /**
   * An arm that names another one.
   *
   * @param arm the arm that names, empty where the name stands outside of the arms
   * @param named the arm that is named
   * @param path where, such as {@code arms.reinit.masks_from}
   */
  public record Reference(String arm, String named, String path) {}

  /** Every name of an arm in a file, in the order of the file. */
  public static List<Reference> references(Experiment experiment) {
    List<Reference> references = new ArrayList<>();
    var unused =
        Choices.map(
            experiment,
            new Choices.Visitor() {
              @Override
              public Named visit(Choices.Choice choice) {
                return choice.named();
              }

              @Override
              public void arm(String name, String path) {
                String[] keys = path.split("\\.", 3);
                boolean within = keys.length > 1 && keys[0].equals("arms");
                references.add(new Reference(within ? keys[1] : "", name, path));
              }
            });
    experiment
        .arms()
        .forEach(
            (name, arm) ->
                teacher(name, arm)
                    .filter(teacher -> experiment.arms().containsKey(teacher.named()))
                    .ifPresent(references::add));
    return references;
  }

  private static Optional<Reference> teacher(String arm, ArmConfig config) {
    Named objective = config.objective();
    return objective == null
        ? Optional.empty()
        : Teachers.of(objective)
            .filter(teacher -> !teacher.ofDense())
            .map(teacher -> new Reference(arm, teacher.arm(), "arms." + arm + ".objective"));
  }

  /**
   * The names of all arms, each after those that it names, otherwise in the order of the file.
   *
   * @throws IllegalArgumentException when some wait for each other
   */
  public static List<String> of(Experiment experiment) {
    Map<String, Set<String>> before = new LinkedHashMap<>();
    experiment.arms().keySet().forEach(name -> before.put(name, new LinkedHashSet<>()));
    references(experiment)
        .forEach(
            reference ->
                before.getOrDefault(reference.arm(), new LinkedHashSet<>()).add(reference.named()));
    List<String> ordered = new ArrayList<>();
    while (ordered.size() < before.size()) {
      int known = ordered.size();
      before.forEach(
          (name, others) -> {
            if (!ordered.contains(name) && ordered.containsAll(others)) {
              ordered.add(name);
            }
          });
      if (ordered.size() == known) {
        before.keySet().removeAll(ordered);
        throw new IllegalArgumentException("arms: " + before.keySet() + " wait for each other");
      }
    }
    return ordered;
  }

  /**
   * The way from an arm to itself over the arms that it names, empty where there is none.
   *
   * @param references of the file
   */
  public static List<Reference> circle(List<Reference> references, String arm) {
    return circle(references, arm, arm, new LinkedHashSet<>());
  }

  private static List<Reference> circle(
      List<Reference> references, String from, String to, Set<String> seen) {
    for (Reference reference : references) {
      if (!reference.arm().equals(from)) {
        continue;
      }
      if (reference.named().equals(to)) {
        return List.of(reference);
      }
      if (seen.add(reference.named())) {
        List<Reference> rest = circle(references, reference.named(), to, seen);
        if (!rest.isEmpty()) {
          List<Reference> whole = new ArrayList<>(List.of(reference));
          whole.addAll(rest);
          return whole;
        }
      }
    }
    return List.of();
  }
}
