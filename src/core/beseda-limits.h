/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Everything that a stranger can make grow has its bound here, and nowhere else.
 * Sizes are bytes unless the name says otherwise; times are in the unit that the name says.
 */

/* The wire. */
#define BESEDA_LIMIT_FRAME (128 * 1024)      /* one WebSocket message, all its fragments together, client to server */
#define BESEDA_LIMIT_REPLY (4 * 1024 * 1024) /* one WebSocket message, server to client (a welcome lists everybody) */
#define BESEDA_LIMIT_FRAGMENTS 16384         /* fragments of one WebSocket message, empty ones too */
#define BESEDA_LIMIT_CONTROL 125             /* payload of a ping, pong or close; RFC 6455, section 5.5 */
#define BESEDA_LIMIT_CLOSE_REASON 123        /* a control payload less the two bytes of the close code */
#define BESEDA_LIMIT_JSON_DEPTH 8            /* objects and arrays inside each other */

/* What people write. Characters are Unicode code points. */
#define BESEDA_LIMIT_LOGIN_CHARS 32
#define BESEDA_LIMIT_LOGIN_MARKS 4 /* combining marks in a row */
#define BESEDA_LIMIT_MESSAGE_CHARS 8000
#define BESEDA_LIMIT_ROOM_NAME_CHARS 64
#define BESEDA_LIMIT_MESSAGE_ID 64 /* the sender's own id of a message */
#define BESEDA_LIMIT_ADDRESS 2048  /* what a person types or pastes to join */

/* The room. */
#define BESEDA_LIMIT_PEOPLE 1000       /* default of --max-people */
#define BESEDA_LIMIT_PEOPLE_MAX 100000 /* the most that --max-people takes */
#define BESEDA_LIMIT_RECENT_IDS 1024   /* message ids remembered to recognise a repetition */
#define BESEDA_LIMIT_NAMES 20000       /* names that are somebody's, in one room; then new ones are nobody's */
#define BESEDA_LIMIT_TAIL 1024         /* events that the server has at hand */
#define BESEDA_LIMIT_TAIL_BYTES (4 * 1024 * 1024)
#define BESEDA_LIMIT_BACKLOG_EVENTS 100      /* that a newcomer gets with the welcome */
#define BESEDA_LIMIT_PAGE 500                /* events in one page of history */
#define BESEDA_LIMIT_PAGE_BYTES (256 * 1024) /* of text in it; a page ends with the event that exceeds this */
#define BESEDA_LIMIT_STANDINGS 5000          /* people who moderate, are muted or are banned, in one room */
#define BESEDA_LIMIT_REASON_CHARS 500        /* why somebody is muted …, or what the room is about */
#define BESEDA_LIMIT_MUTE_SECONDS (10 * 366 * 24 * 60 * 60)
#define BESEDA_LIMIT_SLOW_SECONDS (24 * 60 * 60)
#define BESEDA_LIMIT_KNOCKS 50                          /* who wait at the door at a time */
#define BESEDA_LIMIT_PASSWORD 256                       /* bytes */
#define BESEDA_LIMIT_PASSWORD_MEMORY (19 * 1024 * 1024) /* to compute its hash, of which there is one at a time */
#define BESEDA_LIMIT_PASSWORD_TRIES 30                  /* wrong ones in a minute, in all */
#define BESEDA_LIMIT_PASSWORD_TRIES_OF_ADDRESS 5
#define BESEDA_LIMIT_SUGGESTIONS 3              /* names for whoever finds theirs taken */
#define BESEDA_LIMIT_AWAY_MSECONDS 15000        /* from a broken connection to the Offline */
#define BESEDA_LIMIT_PRUNE_MSECONDS 60000       /* between two looks for what is too old */
#define BESEDA_LIMIT_PENDING (64 * 1024 * 1024) /* on the way to the log; then nobody may say more */
#define BESEDA_LIMIT_MESSAGES_PER_SECOND 50     /* sustained, for one peer */
#define BESEDA_LIMIT_MESSAGES_BURST 200         /* at once, for one peer */
#define BESEDA_LIMIT_TYPING_PER_SECOND 5        /* told of all who write, sustained; more are not passed on */
#define BESEDA_LIMIT_TYPING_BURST 10            /* the same, at once */
#define BESEDA_LIMIT_TYPING_MSECONDS 6000       /* how long it holds that somebody writes */
#define BESEDA_LIMIT_PRESENCE_PER_SECOND 1      /* that one peer tells whether it is away, sustained */
#define BESEDA_LIMIT_PRESENCE_BURST 5           /* the same, at once */
#define BESEDA_LIMIT_BAD_FRAMES 20              /* answered with bad-frame; at the next one the peer is closed */

/* What one peer may send, sustained and at once; then it is not read for a while. */
#define BESEDA_LIMIT_BYTES_PER_SECOND (32 * 1024)
#define BESEDA_LIMIT_BYTES_BURST (512 * 1024)
#define BESEDA_LIMIT_REQUEST_BYTES 192 /* that each request counts for besides its own, for what it costs */
#define BESEDA_LIMIT_CONTROL_BYTES 64  /* the same for each ping, pong or close */
#define BESEDA_LIMIT_PAGE_COST 4096    /* the same for each page of history */

/* The same for all from one address (IPv6: one network of 64 bits) together, but for this computer's. */
#define BESEDA_LIMIT_ADDRESS_BYTES_PER_SECOND (64 * 1024)
#define BESEDA_LIMIT_ADDRESS_BYTES_BURST (512 * 1024)
#define BESEDA_LIMIT_ADDRESS_CONNECTIONS 256 /* at a time, and no more than a quarter of all */
#define BESEDA_LIMIT_ADDRESS_STRANGERS 128   /* of these, that have not logged in: a class of a hundred does at once */
#define BESEDA_LIMIT_ADDRESS_CONNECTS_PER_SECOND 10
#define BESEDA_LIMIT_ADDRESS_CONNECTS_BURST 128
#define BESEDA_LIMIT_ADDRESSES 4096 /* of which something is remembered though nobody is connected from there */

/* The server. */
#define BESEDA_LIMIT_SPARE_CONNECTIONS 64 /* above --max-people: connections that have not logged in yet */
#define BESEDA_LIMIT_SPARE_DESCRIPTORS 64 /* below RLIMIT_NOFILE: kept free for the rest of the process */
#define BESEDA_LIMIT_LISTEN 4096          /* waiting to be accepted; listen (2) */
#define BESEDA_LIMIT_ACCEPTS_PER_TURN 64
#define BESEDA_LIMIT_READ_PER_TURN (16 * 1024) /* from one peer in one turn of the loop */
#define BESEDA_LIMIT_QUEUE (4 * 1024 * 1024)   /* waiting for one slow reader; then 4008 */
#define BESEDA_LIMIT_HTTP_REQUEST (16 * 1024)  /* line, headers and body of the one request of a connection */
#define BESEDA_LIMIT_HTTP_REQUESTS 256       /* open at a time, or a quarter of all connections; then the oldest ends */
#define BESEDA_LIMIT_HTTP_BEHIND (64 * 1024) /* sent right behind it and read with it; more waits in the socket */
#define BESEDA_LIMIT_HANDSHAKE_SECONDS 10    /* from accept to the end of the HTTP request, TLS included */
#define BESEDA_LIMIT_TLS_SILENCE (32 * 1024) /* under TLS, that say nothing yet: a handshake, a part of a record */
#define BESEDA_LIMIT_TLS_STEPS_PER_TURN 8    /* of TLS handshakes, some 0.4 ms each, in one turn of the loop */
#define BESEDA_LIMIT_LOGIN_SECONDS 30        /* from the upgrade to the login */
#define BESEDA_LIMIT_PING_SECONDS 25
#define BESEDA_LIMIT_DEAD_SECONDS 60     /* without a byte from the peer */
#define BESEDA_LIMIT_DRAIN_MSECONDS 1500 /* after our Close, for the peer's */
#define BESEDA_LIMIT_PRESENCE_MSECONDS 2 /* how long who came, went or is away may wait for company */

/* What waits for all peers together, and their unfinished messages; beyond, whoever has most of it is given up. And all
 * that what people say can make a server keep in its memory. */
#define BESEDA_LIMIT_HELD (124 * 1024 * 1024)
#define BESEDA_LIMIT_MEMORY (BESEDA_LIMIT_HELD + BESEDA_LIMIT_PENDING + BESEDA_LIMIT_TAIL_BYTES)

/* What strangers write, in a window. */
#define BESEDA_LIMIT_SHOWN_NAME_CHARS 64
#define BESEDA_LIMIT_SHOWN_MARKS 8    /* accents and characters without a width in a row */
#define BESEDA_LIMIT_SHOWN_CHARS 2000 /* of a message, before somebody asks for more */
#define BESEDA_LIMIT_SHOWN_LINES 20
#define BESEDA_LIMIT_SHOWN_WHOLE_CHARS BESEDA_LIMIT_MESSAGE_CHARS

/* The client. */
#define BESEDA_LIMIT_BACKOFF_FIRST_MSECONDS 500
#define BESEDA_LIMIT_BACKOFF_LAST_MSECONDS 30000
#define BESEDA_LIMIT_RETRY_AFTER_MSECONDS 600000 /* the longest that a server can make a client wait */
#define BESEDA_LIMIT_RECENT_ROOMS 20
#define BESEDA_LIMIT_NEARBY_ROOMS 64 /* of those that the local network tells of */
#define BESEDA_LIMIT_TYPISTS 8       /* who are known to write at a time */
#define BESEDA_LIMIT_TIMELINE 1000   /* messages and notices that a window shows at a time, of however many there are */
