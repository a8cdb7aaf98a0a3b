package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"presync/fakegraph"
)

// graph serves a tenant twice over TLS until it is stopped: from fakegraph, and
// from a server that hands out the same pages from memory. It prints both
// addresses and writes both certificates.
func graph(folder, roots string) error {
	seed, err := fakegraph.LoadFolder(folder)
	if err != nil {
		return err
	}
	fake, err := fakegraph.Start(fakegraph.Config{TLS: true, Seed: seed})
	if err != nil {
		return err
	}
	static, err := copyPages(fake)
	if err != nil {
		return errors.Join(err, fake.Close())
	}
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: static.Certificate().Raw})
	if err = os.WriteFile(roots, append(fake.CertificatePEM(), own...), 0o644); err == nil {
		fmt.Printf("%s\n%s\n", fake.URL(), static.URL)
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
		<-stop
	}
	static.Close()
	return errors.Join(err, fake.Close())
}

// pageSize is what clients ask for.
const pageSize = 999

// copyPages reads all pages and serves them from memory under the same paths.
func copyPages(fake *fakegraph.Server) (*httptest.Server, error) {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(fake.CertificatePEM())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	defer client.CloseIdleConnections()
	pages := map[string][]byte{}
	static := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, found := pages[r.URL.RequestURI()]
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
		w.Header().Set("Content-Length", fmt.Sprint(len(page)))
		_, _ = w.Write(page) // the client has gone if this fails
	}))
	static.StartTLS()
	for next := fmt.Sprintf("%s/v1.0/users?$top=%d&$select=%s", fake.URL(), pageSize, graphFields); next != ""; {
		body, link, err := fetch(client, next)
		if err != nil {
			static.Close()
			return nil, err
		}
		pages[strings.TrimPrefix(next, fake.URL())] = bytes.ReplaceAll(body, []byte(fake.URL()), []byte(static.URL))
		next = link
	}
	return static, nil
}

// graphFields are the properties that the SDK asks for.
const graphFields = "id,userPrincipalName,displayName,mail,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,accountEnabled"

// fetch reads one page and the link to the next.
func fetch(client *http.Client, url string) (body []byte, next string, err error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Authorization", "Bearer bench")
	resp, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	if body, err = io.ReadAll(resp.Body); err != nil {
		return nil, "", err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, "", fmt.Errorf("GET %s: %s: %s", url, resp.Status, body)
	}
	var page struct {
		Next string `json:"@odata.nextLink"`
	}
	return body, page.Next, json.Unmarshal(body, &page)
}
