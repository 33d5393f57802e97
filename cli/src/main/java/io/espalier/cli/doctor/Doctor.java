package io.espalier.cli.doctor;

import io.espalier.catalog.Catalog;
import io.espalier.cli.access.StoreAccess;
import io.espalier.service.answer.DoctorAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at everything that a run depends on. */
public final class Doctor {
  private Doctor() {}

  /**
   * The findings for a store and this machine.
   *
   * @param home folder of this machine with data files and reports
   * @param variables of the process
   */
  public static DoctorAnswer examine(
      StoreAccess store, Path home, Catalog catalog, Map<String, String> variables) {
    List<DoctorAnswer.Finding> findings = new ArrayList<>();
    findings.addAll(MachineFindings.of(home, variables));
    findings.addAll(EngineFindings.of());
    findings.addAll(StoreFindings.of(store, home, catalog));
    return new DoctorAnswer(
        findings.stream().noneMatch(finding -> finding.verdict().equals("bad")), findings);
  }
}
