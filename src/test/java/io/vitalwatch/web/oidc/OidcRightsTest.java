package io.vitalwatch.web.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.web.access.Caller;
import io.vitalwatch.web.access.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Set;

class OidcRightsTest {
    private static final OidcRights RIGHTS = OidcRights.parse("""
            # people of the ward
            sub 42 admin
            groups "night shift" clinician EZTJD,PILOT
            groups ward viewer EZTJD
            realm_access.roles vw-auditor auditor
            https://example.org/roles reader viewer
            email anna@example.org editor
            level 3 viewer PILOT
            """);

    @Test
    void theFirstLineThatFitsGivesRoleAndStudies() {
        assertThat(RIGHTS.caller("a", Map.of("sub", "42", "groups", List.of("ward")))).isEqualTo(new Caller("a", Role.ADMIN));
        assertThat(RIGHTS.caller("b", Map.of("groups", List.of("ward", "night shift"))))
                .isEqualTo(new Caller("b", Role.CLINICIAN, Set.of("EZTJD", "PILOT")));
        assertThat(RIGHTS.caller("c", Map.of("groups", "ward"))).isEqualTo(new Caller("c", Role.VIEWER, Set.of("EZTJD")));
        assertThat(RIGHTS.caller("d", Map.of("level", 3L))).isEqualTo(new Caller("d", Role.VIEWER, Set.of("PILOT")));
    }

    @Test
    void dotsLeadIntoObjectsAndMayBePartOfAName() {
        assertThat(RIGHTS.caller("a", Map.of("realm_access", Map.of("roles", List.of("x", "vw-auditor")))).role()).isEqualTo(Role.AUDITOR);
        assertThat(RIGHTS.caller("a", Map.of("https://example.org/roles", List.of("reader"))).role()).isEqualTo(Role.VIEWER);
    }

    @Test
    void whomNoLineFitsMayDoNothing() {
        assertThat(RIGHTS.caller("a", Map.of())).isNull();
        assertThat(RIGHTS.caller("a", Map.of("groups", List.of("wards", "WARD", "war")))).isNull();
        assertThat(RIGHTS.caller("a", Map.of("groups", "night shift ward"))).isNull();
        assertThat(RIGHTS.caller("a", Map.of("groups", Map.of("ward", true)))).isNull();
        assertThat(RIGHTS.caller("a", Map.of("groups", List.of(List.of("ward"))))).isNull();
        assertThat(RIGHTS.caller("a", Map.of("realm_access", "roles"))).isNull();
    }

    @Test
    void anAddressCountsOnlyIfTheProviderHasCheckedIt() {
        assertThat(RIGHTS.caller("a", Map.of("email", "anna@example.org"))).isNull();
        assertThat(RIGHTS.caller("a", Map.of("email", "anna@example.org", "email_verified", "true"))).isNull();
        assertThat(RIGHTS.caller("a", Map.of("email", "anna@example.org", "email_verified", true)).role()).isEqualTo(Role.EDITOR);
        assertThat(OidcRights.name("email", Map.of("email", "anna@example.org"))).isNull();
    }

    @Test
    void aNameIsTextThatCanBeShown() {
        assertThat(OidcRights.name("sub", Map.of("sub", "Änne Müller"))).isEqualTo("Änne Müller");
        for (Object each : List.of("", " ", " anna", "an\u0000na", "an\nna", "an\u202ena", "\ud800", "x".repeat(129), 7, List.of("anna"))) {
            assertThat(OidcRights.name("sub", Map.of("sub", each))).as("%s", each).isNull();
        }
        assertThat(OidcRights.name("preferred_username", Map.of("sub", "x"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "groups ward", "groups ward nurse", "groups ward anyone", "groups ward viewer A extra",
        "groups a\"b viewer", "groups \"a b\"c viewer"})
    void aFileThatCannotBeMeantIsRefused(String text) {
        assertThatThrownBy(() -> OidcRights.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/patients/0a1b2c", "/alarms?study=EZTJD&priority=high", "/audit?from=2026-11-29T14:03:00Z"})
    void aPathOfThisServerIsATarget(String target) {
        assertThat(OidcSignIn.isLocal(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "javascript:alert(1)",
        "/\t/evil.example", "/a\r\nLocation: https://evil.example", "/\"><script>", "evil", "/a#b", "/é"})
    void anythingElseIsNone(String target) {
        assertThat(OidcSignIn.isLocal(target)).isFalse();
    }
}
