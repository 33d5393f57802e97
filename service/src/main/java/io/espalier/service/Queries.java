package io.espalier.service;

import io.espalier.service.query.Query;
import io.espalier.service.query.artifact.FileQuery;
import io.espalier.service.query.artifact.LineageQuery;
import io.espalier.service.query.artifact.TicketQuery;
import io.espalier.service.query.check.GcQuery;
import io.espalier.service.query.check.VerifyQuery;
import io.espalier.service.query.cost.CostQuery;
import io.espalier.service.query.report.ReportQuery;
import io.espalier.service.query.run.ChangesQuery;
import io.espalier.service.query.run.CompareQuery;
import io.espalier.service.query.run.ListQuery;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.service.query.run.StatusQuery;
import io.espalier.service.query.sql.SqlQuery;
import io.espalier.service.query.step.LogsQuery;
import io.espalier.service.query.step.StepQuery;
import io.espalier.service.query.step.WhyQuery;
import io.espalier.service.query.study.VerdictsQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All queries, by the names under which they are asked over HTTP. */
public final class Queries {
  private static final List<Query<?>> ALL =
      List.of(
          ListQuery.QUERY,
          ShowQuery.QUERY,
          CostQuery.QUERY,
          StatusQuery.QUERY,
          ChangesQuery.QUERY,
          LineageQuery.QUERY,
          VerifyQuery.QUERY,
          GcQuery.QUERY,
          WhyQuery.QUERY,
          CompareQuery.QUERY,
          FileQuery.QUERY,
          TicketQuery.QUERY,
          StepQuery.QUERY,
          LogsQuery.QUERY,
          ReportQuery.QUERY,
          SqlQuery.QUERY,
          VerdictsQuery.QUERY);

  private Queries() {}

  /** The query of this name, or null. */
  public static @Nullable Query<?> named(String name) {
    return ALL.stream().filter(query -> query.name().equals(name)).findFirst().orElse(null);
  }

  /** All of them. */
  public static List<Query<?>> all() {
    return ALL;
  }
}
