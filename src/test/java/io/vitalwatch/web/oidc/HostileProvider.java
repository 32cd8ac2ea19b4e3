package io.vitalwatch.web.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A provider whose answers a test chooses. */
public final class HostileProvider implements AutoCloseable {
    final AtomicInteger keysRead = new AtomicInteger();
    final AtomicInteger described = new AtomicInteger();
    final List<String> tokenRequests = new ArrayList<>();
    final List<String> authorizations = new ArrayList<>();
    RSAKey key = newKey("one");
    /** What the provider says of itself beside what is usual, as members of JSON. */
    volatile String more = "";
    volatile String issuer;
    volatile int tokenStatus = 200;
    /** The answer of the token endpoint; null for {@link #token}. */
    volatile String tokenBody;
    volatile String token;
    private final HttpServer server;

    public HostileProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        issuer = address();
        server.createContext("/.well-known/openid-configuration", exchange -> {
            described.incrementAndGet();
            send(exchange, 200, "{\"issuer\":\"" + issuer + "\",\"authorization_endpoint\":\"" + address() + "/authorize\",\"token_endpoint\":\""
                    + address() + "/token\",\"jwks_uri\":\"" + address() + "/keys\",\"response_types_supported\":[\"code\"],"
                    + "\"subject_types_supported\":[\"public\"],\"id_token_signing_alg_values_supported\":[\"RS256\",\"HS256\",\"none\"]" + more
                    + "}");
        });
        server.createContext("/keys", exchange -> {
            keysRead.incrementAndGet();
            send(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
        });
        server.createContext("/token", exchange -> {
            tokenRequests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            send(exchange, tokenStatus, tokenBody != null ? tokenBody
                    : "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + token + "\"}");
        });
        server.start();
    }

    static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Claims as they have to be, changed by a test. */
    JWTClaimsSet claims(String nonce, Consumer<JWTClaimsSet.Builder> change) {
        long now = System.currentTimeMillis();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(address()).subject("42").audience("console").claim("nonce", nonce)
                .issueTime(new Date(now)).expirationTime(new Date(now + 300_000)).claim("preferred_username", "anna")
                .claim("groups", List.of("ward"));
        change.accept(claims);
        return claims.build();
    }

    /** Says from now on, as the right provider does, that anna of the group ward signs in. */
    public void signsIn(String nonce) throws JOSEException {
        token = signed(key, "one", claims(nonce, each -> { }));
    }

    /** A token signed by a key. */
    static String signed(RSAKey by, String id, JWTClaimsSet claims) throws JOSEException {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(), new RSASSASigner(by), claims);
    }

    /** A token signed by a secret. */
    static String signed(byte[] secret, JWTClaimsSet claims) throws JOSEException {
        return signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(secret), claims);
    }

    static String plain(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
