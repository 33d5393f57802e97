package io.espalier.cli.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All queries that the owner of a store answers. */
public final class Queries {
  private static final List<Query<?>> ALL =
      List.of(
          ListQuery.QUERY,
          ShowQuery.QUERY,
          StatusQuery.QUERY,
          LineageQuery.QUERY,
          VerifyQuery.QUERY,
          FsckQuery.QUERY,
          GcQuery.QUERY,
          RepairQuery.QUERY,
          WhyQuery.QUERY,
          CompareQuery.QUERY,
          FileQuery.QUERY,
          TicketQuery.QUERY,
          StepQuery.QUERY,
          LogsQuery.QUERY,
          ReportQuery.QUERY);

  private Queries() {}

  /** The query of this name, or null. */
  public static @Nullable Query<?> named(String name) {
    return ALL.stream().filter(query -> query.name().equals(name)).findFirst().orElse(null);
  }
}
