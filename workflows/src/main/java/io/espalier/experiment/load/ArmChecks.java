package io.espalier.experiment.load;

import io.espalier.experiment.ArmOrder;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Position;
import java.util.List;
import java.util.function.Function;

/** What must hold between the arms that a file names. */
final class ArmChecks {
  private final Experiment experiment;
  private final Function<String, Position> position;
  private final List<ArmOrder.Reference> references;

  ArmChecks(Experiment experiment, Function<String, Position> position) {
    this.experiment = experiment;
    this.position = position;
    this.references = ArmOrder.references(experiment);
  }

  /** Refuses the name of an arm that is not there. */
  void exist() {
    for (ArmOrder.Reference reference : references) {
      if (!experiment.arms().containsKey(reference.named())) {
        List<String> others =
            experiment.arms().keySet().stream()
                .filter(other -> !other.equals(reference.arm()))
                .toList();
        String path = reference.path();
        throw ExperimentException.unknown(position.apply(path), path, reference.named(), others);
      }
    }
  }

  /** Refuses arms of which each would have to be planned before the other. */
  void haveAnOrder() {
    for (String arm : experiment.arms().keySet()) {
      List<ArmOrder.Reference> circle = ArmOrder.circle(references, arm);
      if (!circle.isEmpty()) {
        String path = circle.get(0).path();
        StringBuilder way = new StringBuilder(arm);
        circle.forEach(reference -> way.append(" names ").append(reference.named()));
        throw new ExperimentException(
            position.apply(path), path, way.toString(), "arms that do not wait for each other");
      }
    }
  }
}
