package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.TrainedWeights;
import io.espalier.experiment.ArmConfig;
import io.espalier.experiment.ArmOrder;
import io.espalier.experiment.ArmRules;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.Teachers;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Refuses teachers that there are none of, and those that wait for their own students. */
final class TeacherChecks {
  private final Experiment experiment;
  private final Catalog catalog;
  private final Function<String, Position> position;
  private final List<ArmOrder.Reference> references;

  TeacherChecks(Experiment experiment, Catalog catalog, Function<String, Position> position) {
    this.experiment = experiment;
    this.catalog = catalog;
    this.references = ArmOrder.references(experiment);
    this.position = position;
  }

  void check() {
    Named dense = experiment.train().objective();
    Teachers.of(dense)
        .ifPresent(
            teacher -> {
              throw fail(
                  "train.objective",
                  dense,
                  "a teacher of the dense training",
                  "an objective without one, since all arms begin with that training; an arm may"
                      + " have an objective of its own");
            });
    experiment
        .arms()
        .forEach(
            (name, arm) -> teacher(arm).ifPresent(teacher -> known(name, objective(arm), teacher)));
    experiment
        .arms()
        .forEach(
            (name, arm) ->
                teacher(arm).ifPresent(teacher -> inTime(name, objective(arm), teacher)));
  }

  private void known(String student, Named objective, TrainedWeights teacher) {
    String path = path(student);
    Integer round = teacher.round();
    if (teacher.arm().equals(TrainedWeights.DENSE)) {
      if (experiment.arms().containsKey(TrainedWeights.DENSE)) {
        throw fail(
            path,
            objective,
            "dense, the name of an arm and of the dense training",
            "another name for that arm");
      }
      if (round != null && round > 0) {
        throw fail(
            path, objective, "round " + round + " of the dense training", "no round, or an arm");
      }
      return;
    }
    if (!experiment.arms().containsKey(teacher.arm())) {
      List<String> names = new ArrayList<>(List.of(TrainedWeights.DENSE));
      names.addAll(experiment.arms().keySet());
      String at = at(path, objective);
      throw ExperimentException.unknown(position.apply(at + ".arm"), at, teacher.arm(), names);
    }
    if (!ArmRules.ownNetwork(teacher.arm(), experiment, catalog)) {
      throw fail(
          path,
          objective,
          teacher.arm() + ", whose networks are of another shape",
          "an arm with networks of the experiment's own");
    }
    int rounds = rounds(teacher.arm());
    int wanted = teacher.roundFor(rounds(student));
    if (wanted > rounds) {
      throw fail(
          path,
          objective,
          "round " + wanted + " of " + teacher.arm(),
          "one of its rounds, 0 to " + rounds);
    }
  }

  private void inTime(String student, Named objective, TrainedWeights teacher) {
    if (!teacher.ofDense() && waitsFor(teacher.arm(), student, new HashSet<>())) {
      throw fail(
          path(student),
          objective,
          "round " + teacher.roundFor(1) + " of " + teacher.arm(),
          "weights that do not wait for round 1 of "
              + student
              + " themselves: the dense training, or an arm that neither learns from this one nor"
              + " takes its masks");
    }
  }

  /** Whether an arm is planned after another one, or is that one. */
  private boolean waitsFor(String later, String earlier, Set<String> seen) {
    return later.equals(earlier)
        || (seen.add(later)
            && references.stream()
                .filter(reference -> reference.arm().equals(later))
                .anyMatch(reference -> waitsFor(reference.named(), earlier, seen)));
  }

  private int rounds(String name) {
    return ArmRules.rounds(name, experiment, catalog);
  }

  private static Optional<TrainedWeights> teacher(ArmConfig arm) {
    return Teachers.of(objective(arm));
  }

  private static Named objective(ArmConfig arm) {
    return Objects.requireNonNull(arm.objective());
  }

  private static String path(String arm) {
    return "arms." + arm + ".objective";
  }

  private static String at(String path, Named objective) {
    return path + "." + objective.name() + "." + Teachers.key(objective).orElse("");
  }

  private ExperimentException fail(String path, Named objective, String got, String expected) {
    String at = at(path, objective);
    return new ExperimentException(position.apply(at), at, got, expected);
  }
}
