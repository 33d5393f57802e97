package io.espalier.migrations;

/** The SQL files beside this class, {@code V1__….sql} onwards; one set for H2 and PostgreSQL. */
public final class Migrations {
  /** Where they lie, as Flyway names it. */
  public static final String LOCATION = "classpath:io/espalier/migrations";

  /** Number of the latest one: the version of the tables that this program works with. */
  public static final int LATEST = 7;

  private Migrations() {}
}
