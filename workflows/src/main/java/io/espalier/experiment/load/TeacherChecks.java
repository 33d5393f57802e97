package io.espalier.experiment.load;

import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.TrainedWeights;
import io.espalier.experiment.ArmConfig;
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
  private final Function<String, Position> position;

  TeacherChecks(Experiment experiment, Function<String, Position> position) {
    this.experiment = experiment;
    this.position = position;
  }

  /** A round of an arm, 0 for the dense training. */
  private record Round(String arm, int number) {}

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
    for (int round = 1; round <= rounds(student) && !teacher.ofDense(); round++) {
      Round trained = new Round(student, round);
      Round read = new Round(teacher.arm(), teacher.roundFor(round));
      if (waitsFor(read, trained, new HashSet<>())) {
        throw fail(
            path(student),
            objective,
            "round " + read.number() + " of " + read.arm(),
            "weights that do not wait for round "
                + round
                + " of "
                + student
                + " themselves: the dense training, an earlier round, or an arm that neither learns"
                + " from this one nor takes its masks");
      }
    }
  }

  /** Whether a round comes after another one, or is that one. */
  private boolean waitsFor(Round later, Round earlier, Set<Round> seen) {
    if (later.equals(earlier)) {
      return true;
    }
    if (later.number() == 0 || !seen.add(later)) {
      return false;
    }
    ArmConfig arm = experiment.arm(later.arm());
    List<Round> before = new ArrayList<>();
    before.add(new Round(later.arm(), later.number() - 1));
    if (arm.masksFrom() != null) {
      before.add(new Round(arm.masksFrom(), later.number()));
    }
    teacher(arm)
        .filter(teacher -> !teacher.ofDense())
        .ifPresent(
            teacher -> before.add(new Round(teacher.arm(), teacher.roundFor(later.number()))));
    return before.stream().anyMatch(round -> waitsFor(round, earlier, seen));
  }

  private int rounds(String name) {
    ArmConfig arm = experiment.arm(name);
    return arm.masksFrom() == null
        ? Objects.requireNonNull(arm.prune()).roundCount()
        : rounds(arm.masksFrom());
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
