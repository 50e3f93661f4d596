#pragma once

#include "engine/docker/dockerclient.h"
#include "engine/docker/dockerexchange.h"
#include "engine/docker/streamdemultiplexer.h"

namespace Saltern {

class DockerStream::Private
{
public:
    Private(DockerStream *stream, ConnectionPool *pool, ApiVersion *version, DockerCall call);

    void onHead(const HttpHead &head);
    void onOpened();
    void onBytes(const QByteArray &bytes);
    void onFinished(const Result<void> &result);

    DockerStream *q;
    DockerCall call;
    DockerExchange exchange;
    StreamDemultiplexer demultiplexer;
    int status = 0;
    QByteArray refusal; // the body of an answer that opened no stream
    QByteArray waiting; // written before the stream was open
    bool plain = false; // a terminal: no frames
    bool open = false;
    bool started = false;
};

} // namespace Saltern
