package io.espalier.cli.doctor;

import io.espalier.catalog.Catalog;
import io.espalier.cli.access.StoreAccess;
import io.espalier.cli.environment.Environment;
import io.espalier.service.answer.DoctorAnswer;
import io.espalier.service.answer.DoctorAnswer.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at everything that a run depends on. */
public final class Doctor {
  private Doctor() {}

  /**
   * The findings for a store and this machine.
   *
   * @param environment the parts of a shared store, null where the store is the folder's
   * @param home folder of this machine with data files and reports
   * @param variables of the process
   */
  public static DoctorAnswer examine(
      @Nullable Environment environment,
      StoreAccess store,
      Path home,
      Catalog catalog,
      Map<String, String> variables) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(MachineFindings.of(home, variables));
    findings.addAll(EngineFindings.of());
    List<Finding> parts = environment == null ? List.of() : EnvironmentFindings.of(environment);
    findings.addAll(parts);
    if (works(parts)) {
      findings.add(StoreFindings.store(store, environment != null));
    }
    findings.addAll(StoreFindings.data(home, catalog));
    return new DoctorAnswer(works(findings), findings);
  }

  private static boolean works(List<Finding> findings) {
    return findings.stream().noneMatch(finding -> finding.verdict().equals("bad"));
  }
}
