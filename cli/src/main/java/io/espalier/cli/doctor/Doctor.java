package io.espalier.cli.doctor;

import io.espalier.catalog.Catalog;
import io.espalier.service.answer.DoctorAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at everything that a run depends on. */
public final class Doctor {
  private Doctor() {}

  /** The findings for the store in this folder. */
  public static DoctorAnswer examine(Path home, Catalog catalog, Map<String, String> environment) {
    List<DoctorAnswer.Finding> findings = new ArrayList<>();
    findings.addAll(MachineFindings.of(home, environment));
    findings.addAll(EngineFindings.of());
    findings.addAll(StoreFindings.of(home, catalog));
    return new DoctorAnswer(
        findings.stream().noneMatch(finding -> finding.verdict().equals("bad")), findings);
  }
}
