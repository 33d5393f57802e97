package io.espalier.cli.doctor;

import io.espalier.cli.environment.Environment;
import io.espalier.cli.server.TemporalAddress;
import io.espalier.cli.server.TemporalLook;
import io.espalier.cli.server.TemporalUnreachableException;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.service.answer.DoctorAnswer.Finding;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreMisplacedException;
import io.espalier.store.failure.StoreMissingException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.failure.StoreVersionException;
import io.espalier.store.open.Stores;
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
    if (findings.stream().noneMatch(finding -> finding.verdict().equals("bad"))) {
      findings.addAll(owner(environment));
    }
    findings.add(temporal(environment.temporal()));
    return findings;
  }

  /** Whether the artifacts there are those of the database. */
  private static List<Finding> owner(Environment environment) {
    try (Store store = environment.openReadOnly()) {
      Stores.requirePlace(store);
    } catch (StoreMisplacedException e) {
      return List.of(Finding.bad("artifacts", e.found(), e.mend()));
    } catch (StoreMissingException | StoreVersionException | StoreUnavailableException e) {
      // Told of as tables or as the store.
    }
    return List.of();
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
