{{/* Words that stand in more than one file. Arguments are dicts: root is what templates call `$`, name a part of the platform. */}}

{{- define "zwk.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "zwk.name" -}}
{{ include "zwk.fullname" .root }}-{{ .name }}
{{- end -}}

{{- define "zwk.selector" -}}
app.kubernetes.io/name: zwk
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{- define "zwk.labels" -}}
{{ include "zwk.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: zwk-{{ .root.Chart.Version }}
{{- end -}}

{{- define "zwk.meta" -}}
name: {{ include "zwk.name" . }}
namespace: {{ .root.Release.Namespace }}
labels: {{- include "zwk.labels" . | nindent 2 }}
{{- end -}}

{{- define "zwk.image" -}}
{{- with .root.Values.image }}{{ with .registry }}{{ . }}/{{ end }}{{ .repository }}/{{ $.name }}:{{ default $.root.Chart.AppVersion .tag }}{{ end -}}
{{- end -}}

{{- define "zwk.tlsSecret" -}}
{{- if eq .root.Values.tls.mode "certManager" -}}{{ include "zwk.name" . }}-tls{{- else -}}{{ .root.Values.tls.secretPrefix }}-{{ .name }}{{- end -}}
{{- end -}}

{{/* Metadata of a pod: who it is, and what has to start it anew when it changes (`changes`, a text). */}}
{{- define "zwk.podMeta" -}}
labels:
  {{- include "zwk.labels" . | nindent 2 }}
  {{- with .root.Values.podLabels }}{{ toYaml . | nindent 2 }}{{ end }}
{{- if or .changes .root.Values.podAnnotations }}
annotations:
  {{- with .changes }}
  zwk/configuration: {{ . | sha256sum | trunc 16 }}
  {{- end }}
  {{- with .root.Values.podAnnotations }}{{ toYaml . | nindent 2 }}{{ end }}
{{- end }}
{{- end -}}

{{/* How each pod runs: without rights, without a token, apart from its likes. */}}
{{- define "zwk.pod" -}}
serviceAccountName: {{ include "zwk.fullname" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Replicas of a Deployment: in several zones and on several nodes, where there are some. */}}
{{- define "zwk.spread" -}}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "zwk.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end -}}

{{- define "zwk.container" -}}
image: {{ include "zwk.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{- define "zwk.redisAddress" -}}
{{- if eq .Values.redis.mode "internal" -}}{{ include "zwk.fullname" . }}-redis:6379{{- else -}}{{ .Values.redis.external.address }}{{- end -}}
{{- end -}}

{{/* How many: replicas, or what the autoscaler may make of them. */}}
{{- define "zwk.several" -}}
{{- if or (gt (int .replicas) 1) (and .autoscaling.enabled (gt (int .autoscaling.maxReplicas) 1)) }}yes{{ end -}}
{{- end -}}

{{/* How services and zwkctl come to Kafka: arguments, what is mounted, from where. */}}
{{- define "zwk.kafkaArgs" -}}
{{- with .root.Values.kafka -}}
- --kafka={{ join "," .brokers }}
- --kafka-ca=/etc/zwk/kafka/ca.crt
{{- if .user }}
- --kafka-user={{ .user }}
- --kafka-password-file=/etc/zwk/kafka/password
- --kafka-mechanism={{ .mechanism }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "zwk.kafkaVolume" -}}
name: kafka
projected:
  defaultMode: 0440
  sources:
    - secret: {name: {{ .root.Values.kafka.caSecret }}, items: [{key: ca.crt, path: ca.crt}]}
    {{- with .root.Values.kafka.passwordSecret }}
    - secret: {name: {{ . }}, items: [{key: password, path: password}]}
    {{- end }}
{{- end -}}

{{- /* The port of the provider where people sign in. */}}
{{- define "zwk.loginPort" -}}
{{- $host := (urlParse .Values.edge.login.tokenEndpoint).host }}
{{- if contains ":" $host }}{{ splitList ":" $host | last }}{{ else }}443{{ end }}
{{- end }}
