package io.espalier.cli.doctor;

import io.espalier.cli.environment.Environment;
import io.espalier.cli.server.TemporalAddress;
import io.espalier.cli.server.TemporalLook;
import io.espalier.cli.server.TemporalUnreachableException;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.service.answer.DoctorAnswer.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code doctor} says of the parts that an environment names. */
final class EnvironmentFindings {
  private EnvironmentFindings() {}

  static List<Finding> of(Environment environment) {
    List<Finding> findings = new ArrayList<>(DatabaseFindings.of(environment::database));
    try {
      findings.addAll(PlaceFindings.of(environment.artifacts()));
    } catch (ExperimentException e) {
      findings.add(
          Finding.bad(
              "artifacts",
              String.valueOf(e.getMessage()),
              "put the secret there, or name another place"));
    }
    findings.add(temporal(environment.temporal()));
    return findings;
  }

  private static Finding temporal(@Nullable TemporalAddress address) {
    if (address == null) {
      return Finding.note(
          "temporal",
          "none in the environment file: runs can be looked at, not walked",
          "name one under temporal where workers and runs are wanted");
    }
    try {
      TemporalLook there = TemporalLook.at(address);
      String found = address.target() + ", version " + there.version() + ", namespace ";
      return there.namespace()
          ? Finding.ok("temporal", found + address.namespace())
          : Finding.note(
              "temporal",
              found + address.namespace() + " is not there yet",
              "the first worker or run makes it, where the server lets it");
    } catch (TemporalUnreachableException | IllegalArgumentException e) {
      return Finding.bad(
          "temporal",
          String.valueOf(e.getMessage()),
          "start it, or put target and tls right in the environment file");
    }
  }
}
